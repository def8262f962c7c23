package dev.understudy.telemetry;

import java.util.Locale;

/** A part of what makes a replica ready. */
public enum ReadyCheck implements Label.Worded {
  /** The kinds FailoverGroup and GroupAcl are served by the API server. */
  CRDS,
  /** The operator has the permissions that serving groups takes. */
  PERMISSIONS,
  /** All groups are known. */
  GROUPS_KNOWN,
  /** All Leases are known and watched now. */
  LEASES_WATCHED,
  /** The access control lists and the labels of namespaces are known. */
  ACCESS_KNOWN,
  /** The API server took a write of this replica a short while ago. */
  API_SERVER_WRITABLE,
  /** The replica is not about to stop. */
  NOT_DRAINING;

  @Override
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
