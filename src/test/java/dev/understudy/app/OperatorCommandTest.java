package dev.understudy.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OperatorCommandTest {

  @Test
  void a_replica_s_name_must_fit_into_that_of_a_lease() {
    CommandLines.Result result =
        CommandLines.run("operator", "--auth=none", "--replica-name=Pod_1");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .startsWith("--replica-name Pod_1 must be lower-case letters, digits, '-' and '.'");
  }

  @Test
  void a_kubeconfig_that_cannot_be_read_is_named() {
    CommandLines.Result result = CommandLines.run("operator", "--kubeconfig=/nowhere");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).startsWith("--kubeconfig /nowhere cannot be read");
  }

  @Test
  void without_a_command_all_commands_are_named() {
    CommandLines.Result result = CommandLines.run();

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .startsWith("Which command? One of: operator, crds, remove-finalizers, probe");
  }
}
