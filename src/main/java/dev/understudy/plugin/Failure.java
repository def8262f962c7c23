package dev.understudy.plugin;

import dev.understudy.resource.ApiFailure;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** Why a command could not be carried out, in words for whoever ran it. */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Failure(String message) {
    super(message, null, false, false);
  }

  /**
   * The failure that an exception stands for.
   *
   * @throws Exception the given one, if it is a fault of the program
   */
  static Failure of(Exception failure) throws Exception {
    return switch (failure) {
      case Failure known -> known;
      case ApiFailure api -> new Failure(api.reason());
      case KubernetesClientException refused -> new Failure(said(refused));
      default -> throw failure;
    };
  }

  private static String said(KubernetesClientException failure) {
    if (failure.getStatus() != null && failure.getStatus().getMessage() != null) {
      return failure.getStatus().getMessage();
    }
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return "the API server cannot be asked: "
        + (deepest.getMessage() == null ? deepest.toString() : deepest.getMessage())
        + "; does kubectl reach it with the same --kubeconfig and --context?";
  }
}
