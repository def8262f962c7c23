package dev.understudy.rest;

/**
 * Where the groups are that an address speaks of.
 *
 * @param tenant whose they are
 * @param namespace the Kubernetes namespace that they are in
 */
record Place(String tenant, String namespace) {

  /** Where there are no groups. */
  static final Place NOWHERE = new Place("", "");
}
