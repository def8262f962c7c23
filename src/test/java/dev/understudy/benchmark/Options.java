package dev.understudy.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What to measure, and how much of it.
 *
 * @param scenarios what to measure
 * @param trials how many trials each scenario with trials has
 * @param warmUp how many rounds of trials come before, which are not counted
 * @param groups in how many groups at the same time
 * @param timeout the failover timeout of all groups
 * @param steady for how long writes are counted
 * @param kills for how long replicas are killed
 * @param fsync whether etcd waits for its disk
 * @param jvmOptions the options that the image gives its JVM
 * @param replicaJvm further arguments for the JVMs of the replicas
 * @param jar the program
 * @param deploy the manifests that are shipped
 * @param output where the report and all trials are written
 */
record Options(
    Set<Scenario> scenarios,
    int trials,
    int warmUp,
    int groups,
    Duration timeout,
    Duration steady,
    Duration kills,
    boolean fsync,
    Path jvmOptions,
    List<String> replicaJvm,
    Path jar,
    Path deploy,
    Path output) {

  Options {
    if (trials < 1 || groups < 1 || warmUp < 0) {
      throw new IllegalArgumentException(
          "there is at least one trial and one group, and no negative number of rounds before");
    }
    scenarios = Set.copyOf(scenarios);
    replicaJvm = List.copyOf(replicaJvm);
  }

  /** Reads the system properties that the Maven profile passes on. */
  static Options fromSystemProperties() {
    Path base = Path.of(System.getProperty("understudy.basedir", "")).toAbsolutePath();
    int trials = Integer.getInteger("trials", 200);
    return new Options(
        Scenario.parse(System.getProperty("scenario", "all")),
        trials,
        Integer.getInteger("warmup", 3),
        Math.min(trials, Integer.getInteger("groups", 20)),
        Duration.ofSeconds(Integer.getInteger("timeout", 10)),
        Duration.ofSeconds(Integer.getInteger("steady", 60)),
        Duration.ofSeconds(Integer.getInteger("kills", 120)),
        Boolean.getBoolean("fsync"),
        base.resolve("src/main/image/jvm.options"),
        Arrays.stream(System.getProperty("replica.jvm", "").split(" ", -1))
            .filter(argument -> !argument.isEmpty())
            .toList(),
        base.resolve("target/understudy.jar"),
        base.resolve("deploy"),
        base.resolve("target/benchmark"));
  }

  /** How many trials each group has. */
  int rounds() {
    return Math.ceilDiv(trials, groups);
  }
}
