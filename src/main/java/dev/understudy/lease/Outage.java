package dev.understudy.lease;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people of a time in which Leases cannot be watched: once when it begins, once when it ends,
 * and once when the reason is one that somebody has to do something about. Not thread-safe.
 */
final class Outage {
  private static final Logger log = LoggerFactory.getLogger(LeaseWatch.class);

  private final String what;
  private boolean told;
  private boolean refusalTold;

  /**
   * Nothing is wrong yet.
   *
   * @param what is watched
   */
  Outage(String what) {
    this.what = what;
  }

  /** An attempt has failed; there will be others. */
  void attemptFailed(Throwable error) {
    int status = error instanceof KubernetesClientException answer ? answer.getCode() : 0;
    switch (status) {
      case HttpURLConnection.HTTP_GONE ->
          log.info("The API server has forgotten where the watch was; listing {} anew", what);
      case HttpURLConnection.HTTP_FORBIDDEN ->
          refused("Not permitted to list and watch {}; waiting for the permission: {}", error);
      case HttpURLConnection.HTTP_UNAUTHORIZED ->
          refused("Not known to the API server, so it does not show {}; trying again: {}", error);
      default -> {
        if (!told) {
          told = true;
          log.warn("Cannot watch {}; trying again: {}", what, LeaseFailure.reason(error));
        }
      }
    }
    log.debug("Cannot watch {} yet", what, error);
  }

  private void refused(String message, Throwable error) {
    if (!refusalTold) {
      refusalTold = true;
      log.error(message, what, LeaseFailure.reason(error));
    }
  }

  /** The watch runs. */
  void over(Duration blind) {
    if (told || refusalTold) {
      log.info("Watching {} again after {}", what, blind);
    } else {
      log.debug("Watching {} again after {}", what, blind);
    }
    told = false;
    refusalTold = false;
  }
}
