package dev.understudy.embedded;

/**
 * How something is written.
 *
 * @param manager who writes, as the owner of fields
 * @param force whether applied fields are taken from others
 * @param dryRun whether nothing is stored
 * @param strict whether unknown fields are refused instead of dropped
 */
record WriteOptions(String manager, boolean force, boolean dryRun, boolean strict) {}
