package dev.understudy.auth;

/**
 * What a secret is remembered by: no way leads back from it.
 *
 * @param first the first quarter of the digest, and so on
 */
record Fingerprint(long first, long second, long third, long fourth) {}
