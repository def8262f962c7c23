package dev.understudy.demo;

import dev.understudy.demo.Screen.Style;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows on one machine, without a cluster, what Understudy does: a switchover, a crash and a
 * graceful stop among clients that behave as stock adapters do.
 *
 * <p>Run by {@code mvn -q -Pdemo}. Ends with 0 only if every step did what it should. With {@code
 * -Dserve} it stays afterwards, to be tried with curl and kubectl.
 */
public final class Demo {

  private static final Path SAMPLES = Path.of("deploy", "samples");
  private static final Path KUBECONFIG = Path.of("target", "demo.kubeconfig");

  private static final Logger LOG = LoggerFactory.getLogger(Demo.class);

  private final Screen screen;
  private final Duration failoverTimeout;
  private final Path samples;

  /**
   * @param failoverTimeout the timeout of the group
   * @param samples the directory of the manifests
   */
  Demo(Screen screen, Duration failoverTimeout, Path samples) {
    this.screen = screen;
    this.failoverTimeout = failoverTimeout;
    this.samples = samples;
  }

  /** Runs the demo and ends the process. */
  public static void main(String[] arguments) throws InterruptedException {
    Console console = System.console();
    Screen screen = Screen.of(System.out, console != null && console.isTerminal(), System.getenv());
    Demo demo = new Demo(screen, Duration.ofSeconds(6), SAMPLES);
    int status;
    try (Stage stage = new Stage(0)) {
      status = demo.play(stage) ? 0 : 1;
      if (status == 0 && Boolean.getBoolean("serve")) {
        demo.serve(stage);
      }
    }
    System.exit(status);
  }

  /**
   * Plays all steps.
   *
   * @return whether every step did what it should
   */
  boolean play(Stage stage) throws InterruptedException {
    Duration start = stage.now();
    screen.line(
        screen.styled(
            Style.TITLE,
            "Understudy keeps exactly one of a group of redundant clients in charge."));
    screen.line(
        "An API server, two replicas of the operator and two data collectors, in one process.");
    screen.line();
    try {
      setUp(stage);
      Story story = new Story(stage, screen, failoverTimeout);
      story.join();
      story.switchOver();
      story.crash();
      story.comeBack();
      story.stopGracefully();
      story.look();
      sumUp(stage, story, start);
      return true;
    } catch (Disappointment e) {
      screen.bad(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("the demo failed", e);
      screen.bad("The step should have been carried out, but failed: " + e);
    }
    screen.explain("What the replicas did is told in target/demo.log.");
    return false;
  }

  private void setUp(Stage stage) throws Disappointment {
    fact("API server", stage.server().url().toString(), "embedded; knows no users and no rights");
    List<String> applied = stage.apply(samples, failoverTimeout);
    fact("manifests", samples.toString(), String.join(", ", applied));
    stage.startReplicas(2);
    fact("replica 1", stage.url(0).toString(), "REST facade and operator; both replicas serve and");
    fact("replica 2", stage.url(1).toString(), "elect at the same time, with no leader among them");
    screen.line(
        "   The group's failover timeout F is set to %s, so that nobody has to wait long."
            .formatted(Words.of(failoverTimeout)));
  }

  private void fact(String name, String value, String remark) {
    screen.line(
        "   %-11s %s %s"
            .formatted(
                name,
                screen.styled(Style.ACCENT, "%-26s".formatted(value)),
                screen.styled(Style.DIM, remark)));
  }

  private void sumUp(Stage stage, Story story, Duration start) {
    screen.line();
    Timeline timeline = new Timeline(screen, story.begin(), stage.now(), stage.journal().entries());
    timeline.draw(story.steps(), List.of("collector-a", "collector-b")).forEach(screen::line);
    screen.line();
    for (Outage outage : story.outages()) {
      screen.line(
          "%-13s %s  %s"
              .formatted(
                  outage.what(),
                  screen.styled(Style.TITLE, "%8s".formatted(Words.of(outage.length()))),
                  screen.styled(Style.DIM, outage.why())));
    }
    screen.line();
    screen.line(
        screen.styled(
            Style.GOOD,
            "Every step did what it should, in %s.".formatted(Words.of(stage.now().minus(start)))));
  }

  private void serve(Stage stage) throws InterruptedException {
    Path kubeconfig = KUBECONFIG.toAbsolutePath();
    try {
      Files.writeString(kubeconfig, stage.server().kubeconfig());
    } catch (IOException e) {
      screen.bad("%s cannot be written: %s".formatted(kubeconfig, e.getMessage()));
    }
    stage.client("collector-a", 0).start();
    String group = stage.endpoint(1) + "groups/" + Stage.GROUP;
    screen.line();
    screen.line(
        screen.styled(Style.TITLE, "It goes on until Ctrl-C. Nobody is asked for credentials."));
    screen.line();
    """
    curl -s %1$s/status
    curl -s %1$s/clientsessions
    curl -s -H 'Content-Type: application/json' -d '{"Value":1}' \\
         %1$s/clientsessions/collector-a/roleoverride

    export KUBECONFIG=%2$s
    kubectl get failovergroups
    kubectl describe failovergroup line-1
    kubectl explain failovergroup.spec.election
    kubectl patch failovergroup line-1 --type=merge -p '{"spec":{"failoverTimeout":"10s"}}'

    kubectl can get, describe, explain, apply, patch and delete here; it cannot watch.
    """
        .formatted(group, kubeconfig)
        .lines()
        .forEach(line -> screen.line("   " + line));
    new CountDownLatch(1).await();
  }
}
