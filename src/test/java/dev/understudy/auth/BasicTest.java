package dev.understudy.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import dev.understudy.access.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users with passwords, from htpasswd and htgroup files that change. */
class BasicTest {

  private static final int CHEAP = 4;

  @TempDir private Path directory;
  private Path users;
  private Path groups;
  private BasicVerifier verifier;

  @BeforeEach
  void open() throws UnusableFileException {
    users = directory.resolve("users");
    groups = directory.resolve("groups");
    write(users, line("alice", "open sesame"));
    write(groups, "operators: alice bob", "# nobody:", "", "readers : alice");
    verifier = verifier();
  }

  @AfterEach
  void close() {
    verifier.close();
  }

  private BasicVerifier verifier() throws UnusableFileException {
    return new BasicVerifier(
        new BasicSettings(users, Optional.of(groups)), "home", new Challenges(false, true));
  }

  private static void write(Path file, String... lines) {
    try {
      Files.writeString(file, String.join("\n", lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String line(String user, String password) {
    return line(user, password, BCrypt.Version.VERSION_2Y, CHEAP);
  }

  private static String line(String user, String password, BCrypt.Version version, int cost) {
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    return user
        + ":"
        + new String(
            BCrypt.with(version, LongPasswordStrategies.truncate(version)).hash(cost, bytes),
            StandardCharsets.US_ASCII);
  }

  private static String encoded(String text, Charset charset) {
    return Base64.getEncoder().encodeToString(text.getBytes(charset));
  }

  private CompletableFuture<Authentication> later(String text) {
    return verifier.verify(encoded(text, StandardCharsets.UTF_8), "7f000001");
  }

  private Authentication ask(String text) {
    return FutureResults.of(later(text));
  }

  @Test
  void the_right_password_tells_who_asks() {
    assertThat(Answers.identity(ask("alice:open sesame")))
        .isEqualTo(
            new Identity("home", Identity.Kind.USER, "alice", Set.of("operators", "readers")));
  }

  @Test
  void a_line_as_htpasswd_writes_it_is_understood() {
    // By htpasswd -nbB myName myPassword, as its manual has it.
    write(users, "myName:$2y$05$c4WoMPo3SXsafkva.HHa6uXQZWr7oboPiC2bT/r7q1BB8I2s0BRqC", "");
    verifier.look();
    assertThat(Answers.identity(ask("myName:myPassword")).id()).isEqualTo("myName");
  }

  @Test
  void each_version_of_bcrypt_is_understood() {
    write(
        users,
        line("a", "x", BCrypt.Version.VERSION_2A, CHEAP),
        line("b", "x", BCrypt.Version.VERSION_2B, CHEAP),
        line("y", "x", BCrypt.Version.VERSION_2Y, CHEAP));
    verifier.look();
    for (String user : List.of("a", "b", "y")) {
      assertThat(Answers.identity(ask(user + ":x")).id()).isEqualTo(user);
      Answers.refused(ask(user + ":y"));
    }
  }

  @Test
  void whether_a_user_is_there_is_not_told() {
    Authentication wrong = ask("alice:open Sesame");
    assertThat(Answers.refused(wrong).challenges())
        .containsExactly("Basic realm=\"understudy\", charset=\"UTF-8\"");
    assertThat(ask("mallory:open sesame")).isEqualTo(wrong);
    assertThat(ask("Alice:open sesame")).isEqualTo(wrong);
    assertThat(ask("alice:")).isEqualTo(wrong);
    assertThat(ask("alice:open sesame ")).isEqualTo(wrong);
  }

  @Test
  void every_check_computes_as_much() throws UnusableFileException {
    String file =
        String.join(
            "\n",
            line("cheap", "x", BCrypt.Version.VERSION_2Y, 4),
            line("middle", "x", BCrypt.Version.VERSION_2Y, 6),
            line("dear", "x", BCrypt.Version.VERSION_2Y, 7));
    PasswordFile read = PasswordFile.read("users", file.getBytes(StandardCharsets.UTF_8));

    for (String user : List.of("cheap", "middle", "dear", "nobody")) {
      BCrypt.HashData hash = read.hash(user);
      int own = hash == null ? 0 : 1 << hash.cost;
      int rounds =
          own + BasicVerifier.fillers(read, user).stream().mapToInt(cost -> 1 << cost).sum();
      assertThat(rounds).as(user).isEqualTo(1 << 7);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%%%",
        "YWxpY2U",
        "OnNlc2FtZQ==",
        "YWxpY2UKOng=",
        "YWxpY2U6AA==",
        "/////w==",
        "YWxpY2U6eA==="
      })
  void what_is_no_user_and_password_is_refused(String credentials) {
    Authentication.Refused refused =
        Answers.refused(FutureResults.of(verifier.verify(credentials, "a")));
    assertThat(refused.reason())
        .isEqualTo("The Basic credentials are no user:password in Base64 and UTF-8.");
    assertThat(refused.challenges()).hasSize(1);
  }

  @Test
  void users_and_passwords_are_utf_8() {
    write(users, line("ölgemälde", "grüße:€𝄞"));
    verifier.look();
    assertThat(Answers.identity(ask("ölgemälde:grüße:€𝄞")).id()).isEqualTo("ölgemälde");
    Answers.refused(
        FutureResults.of(
            verifier.verify(encoded("ölgemälde:grüße", StandardCharsets.ISO_8859_1), "a")));
  }

  @Test
  void passwords_that_bcrypt_would_cut_are_refused() {
    String longest = "x".repeat(70) + "ä";
    write(users, line("alice", longest), line("bob", longest + "more"));
    verifier.look();

    assertThat(Answers.identity(ask("alice:" + longest)).id()).isEqualTo("alice");
    assertThat(Answers.refused(ask("alice:" + longest + "!")).reason())
        .isEqualTo(
            "The password has more than 72 bytes in UTF-8, and bcrypt tells no such ones apart.");
    assertThat(later("nobody:" + longest + "!")).isCompleted();
  }

  @Test
  void what_was_right_once_is_not_checked_again() {
    ask("alice:open sesame");
    assertThat(later("alice:open sesame")).isCompleted();
    assertThat(later("alice:open sesame!")).isNotCompleted();
  }

  // Files that change

  @Test
  void a_changed_password_counts_and_the_old_one_does_not() {
    ask("alice:open sesame");
    write(users, line("alice", "swordfish"));
    verifier.look();

    Answers.refused(ask("alice:open sesame"));
    assertThat(Answers.identity(ask("alice:swordfish")).id()).isEqualTo("alice");
  }

  @Test
  void a_removed_user_is_gone_whatever_was_remembered() {
    write(users, line("alice", "open sesame"), line("bob", "x"));
    verifier.look();
    ask("alice:open sesame");
    write(users, line("bob", "x"));
    verifier.look();

    Answers.refused(ask("alice:open sesame"));
  }

  @Test
  void changed_roles_count_at_once() {
    ask("alice:open sesame");
    write(groups, "operators: alice");
    verifier.look();

    assertThat(later("alice:open sesame")).isCompleted();
    assertThat(Answers.identity(ask("alice:open sesame")).roles()).containsExactly("operators");
  }

  @Test
  void a_mounted_secret_changes_by_its_link() throws IOException, UnusableFileException {
    Path one = Files.createDirectory(directory.resolve("..2030_one"));
    Path two = Files.createDirectory(directory.resolve("..2030_two"));
    write(one.resolve("htpasswd"), line("alice", "one"));
    write(two.resolve("htpasswd"), line("alice", "two"));
    Path data = Files.createSymbolicLink(directory.resolve("..data"), one.getFileName());
    users = Files.createSymbolicLink(directory.resolve("htpasswd"), Path.of("..data/htpasswd"));
    verifier.close();
    verifier = verifier();
    Answers.identity(ask("alice:one"));

    Path next = Files.createSymbolicLink(directory.resolve("..data_tmp"), two.getFileName());
    Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
    verifier.look();

    Answers.refused(ask("alice:one"));
    assertThat(Answers.identity(ask("alice:two")).id()).isEqualTo("alice");
  }

  @ParameterizedTest
  @CsvSource({
    "'no colon', line 3 is not of the form user:hash",
    "':$2y$04$abc', line 3 is not of the form user:hash",
    "'geheim:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=', line 3 has no bcrypt hash",
    "'geheim:$apr1$x$y', line 3 has no bcrypt hash",
    "'geheim:plain', line 3 has no bcrypt hash",
    "'geheim:$2x$04$c4WoMPo3SXsafkva.HHa6uXQZWr7oboPiC2bT/r7q1BB8I2s0BRqC', no bcrypt hash",
    "'geheim:$2y$04$c4WoMPo3SXsafkva.HHa6uXQZWr7oboPiC2bT/r7q1BB8I2s0BRqC extra', no bcrypt hash",
    "'geheim:$2y$15$c4WoMPo3SXsafkva.HHa6uXQZWr7oboPiC2bT/r7q1BB8I2s0BRqC', hash of cost 15",
    "'geheim:$2y$03$c4WoMPo3SXsafkva.HHa6uXQZWr7oboPiC2bT/r7q1BB8I2s0BRqC', line 3 has a bcrypt",
    "'alice:$2y$04$c4WoMPo3SXsafkva.HHa6uXQZWr7oboPiC2bT/r7q1BB8I2s0BRqC', line 3 is of a user"
  })
  void a_broken_file_leaves_the_last_good_one_in_force(String broken, String message) {
    ask("alice:open sesame");
    try (LoggedLines logged = new LoggedLines()) {
      write(users, "# users", line("alice", "new"), broken);
      verifier.look();
      verifier.look();

      assertThat(logged.text()).containsOnlyOnce(message).contains(users + ": line 3");
      assertThat(logged.text()).doesNotContain("geheim", "c4WoMPo3", "5en6G6", "extra", "plain");
    }
    assertThat(later("alice:open sesame")).isCompleted();
    Answers.refused(ask("alice:new"));

    write(users, line("alice", "new"));
    verifier.look();
    assertThat(Answers.identity(ask("alice:new")).id()).isEqualTo("alice");
  }

  @Test
  void a_file_that_is_gone_or_empty_or_no_text_leaves_the_last_good_one_in_force()
      throws IOException {
    try (LoggedLines logged = new LoggedLines()) {
      Files.delete(users);
      verifier.look();
      assertThat(logged.text()).contains(users + " is not there; what was read before stays");
      write(users, "# nobody");
      verifier.look();
      assertThat(logged.text()).contains(users + " has no users");
      Files.write(users, new byte[] {'a', ':', (byte) 0xff});
      verifier.look();
      assertThat(logged.text()).contains(users + " is not a text in UTF-8");
      write(groups, "operators alice");
      verifier.look();
      assertThat(logged.text()).contains(groups + ": line 1 is not of the form group: user user");
    }
    assertThat(Answers.identity(ask("alice:open sesame")).roles()).hasSize(2);
  }

  @Test
  void nothing_begins_with_a_broken_file() {
    write(users, "alice:secret");
    assertThatThrownBy(this::verifier)
        .isInstanceOf(UnusableFileException.class)
        .hasMessageContaining("line 1 has no bcrypt hash ($2y$, $2a$ or $2b$)")
        .hasMessageNotContaining("secret");
  }

  @Test
  void windows_lines_and_a_byte_order_mark_are_no_faults() {
    write(users, "\uFEFF# users\r", line("alice", "x") + "\r", "\r");
    verifier.look();
    assertThat(Answers.identity(ask("alice:x")).id()).isEqualTo("alice");
  }

  // Guessing

  @Test
  void guessing_is_slow_and_slows_nobody_who_is_known() {
    write(
        users,
        line("alice", "open sesame", BCrypt.Version.VERSION_2Y, 10),
        line("bob", "x", BCrypt.Version.VERSION_2Y, 10));
    verifier.look();
    ask("alice:open sesame");
    List<CompletableFuture<Authentication>> guesses =
        IntStream.range(0, 200).mapToObj(i -> later("alice:guess " + i)).toList();

    assertThat(guesses.stream().filter(guess -> !guess.isDone()).count()).isLessThanOrEqualTo(2);
    assertThat(later("alice:open sesame")).isCompleted();
    assertThat(Answers.identity(ask("alice:open sesame")).id()).isEqualTo("alice");
    // From elsewhere, she is not locked out, nor is anybody else.
    CompletableFuture<Authentication> elsewhere =
        verifier.verify(encoded("bob:x", StandardCharsets.UTF_8), "elsewhere");
    assertThat(Answers.identity(FutureResults.of(elsewhere)).id()).isEqualTo("bob");
    List<Authentication> answers = guesses.stream().map(FutureResults::of).toList();
    long unchecked = answers.stream().filter(Authentication.Unavailable.class::isInstance).count();
    assertThat(unchecked).isGreaterThan(100);
    assertThat(answers).noneMatch(Authentication.Accepted.class::isInstance);
  }
}
