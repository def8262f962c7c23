package dev.understudy.controlplane;

import static org.junit.platform.commons.support.AnnotationSupport.isAnnotated;

import dev.understudy.controlplane.BinaryLocator.Result;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts one control plane per test JVM when the first test asks for it, and ends it with the JVM's
 * test run. See {@link WithControlPlane}.
 */
final class ControlPlaneExtension
    implements ExecutionCondition, ParameterResolver, BeforeEachCallback, AfterEachCallback {

  private static final Logger LOG = LoggerFactory.getLogger(ControlPlaneExtension.class);
  private static final Namespace NAMESPACE = Namespace.create(ControlPlaneExtension.class);
  private static final String REQUIRED = "UNDERSTUDY_REQUIRE_CONTROL_PLANE";

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return switch (binaries(context)) {
      case Result.Missing(String reason) -> unavailable(reason);
      case Result.Found(Binaries binaries)
          when needsControllerManager(context) && binaries.controllerManager().isEmpty() ->
          unavailable(
              "no kube-controller-manager in this control plane; src/test/controlplane/build makes"
                  + " one that has it");
      case Result.Found found -> ConditionEvaluationResult.enabled("there is a control plane");
    };
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ControlPlane.class;
  }

  @Override
  public ControlPlane resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return controlPlane(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (needsControllerManager(context)) {
      controlPlane(context).awaitControllerManager();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    started(context).ifPresent(ControlPlane::restore);
  }

  private static ConditionEvaluationResult unavailable(String reason) {
    if (isRequired()) {
      throw new IllegalStateException(reason + " (" + REQUIRED + " is set)");
    }
    return ConditionEvaluationResult.disabled(reason);
  }

  private static boolean isRequired() {
    return Boolean.parseBoolean(System.getenv(REQUIRED));
  }

  private static boolean needsControllerManager(ExtensionContext context) {
    return isAnnotated(context.getElement(), NeedsControllerManager.class)
        || isAnnotated(context.getTestClass(), NeedsControllerManager.class)
        || context.getEnclosingTestClasses().stream()
            .anyMatch(outer -> isAnnotated(outer, NeedsControllerManager.class));
  }

  private static Result binaries(ExtensionContext context) {
    return store(context).getOrComputeIfAbsent(Result.class, key -> locate(), Result.class);
  }

  private static Result locate() {
    Result result = BinaryLocator.ofCheckout().locate();
    if (result instanceof Result.Missing(String reason) && !isRequired()) {
      LOG.warn("Tests that need a control plane are left out: {}", reason);
    }
    return result;
  }

  private static ControlPlane controlPlane(ExtensionContext context) {
    if (binaries(context) instanceof Result.Found(Binaries binaries)) {
      return store(context)
          .getOrComputeIfAbsent(
              ControlPlane.class, key -> ControlPlane.start(binaries), ControlPlane.class);
    }
    throw new IllegalStateException("the condition lets no test run without binaries");
  }

  private static Optional<ControlPlane> started(ExtensionContext context) {
    return Optional.ofNullable(store(context).get(ControlPlane.class, ControlPlane.class));
  }

  private static Store store(ExtensionContext context) {
    return context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE);
  }
}
