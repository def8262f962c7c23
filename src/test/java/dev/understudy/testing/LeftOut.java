package dev.understudy.testing;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Says at the end of a test run which tests this machine left out, and why: one line for each
 * reason, then the tests. Prints nothing when everything ran.
 */
public final class LeftOut implements TestExecutionListener {

  private final Map<String, SortedSet<String>> testsByReason = new ConcurrentSkipListMap<>();

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    leftOut(test, reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (result.getStatus() == Status.ABORTED) {
      leftOut(test, result.getThrowable().map(Throwable::getMessage).orElse("no reason given"));
    }
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    testsByReason.forEach(
        (reason, tests) -> {
          System.out.println("LEFT OUT: " + reason.lines().findFirst().orElse(reason));
          System.out.println("          " + String.join(", ", tests));
        });
  }

  private void leftOut(TestIdentifier test, String reason) {
    testsByReason.computeIfAbsent(reason, absent -> new TreeSet<>()).add(nameOf(test));
  }

  private static String nameOf(TestIdentifier test) {
    return switch (test.getSource().orElse(null)) {
      case ClassSource source -> simple(source.getClassName());
      case MethodSource source -> simple(source.getClassName()) + "." + source.getMethodName();
      case null, default -> test.getDisplayName();
    };
  }

  private static String simple(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }
}
