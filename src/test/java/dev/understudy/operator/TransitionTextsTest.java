package dev.understudy.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.election.Cause;
import dev.understudy.group.GroupKey;
import dev.understudy.group.TransitionListener.Transition;
import dev.understudy.resource.Events;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransitionTextsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
             |A| |Grant   |session 'A' is in charge
            A|B| |Grant   |session 'B' has taken over from 'A'
            A|A|B|HandOver|session 'A' is to hand over to 'B'
            A|A| |Keep    |session 'A' is in charge
            A| |B|Elect   |session 'A' is not in charge any more; 'B' takes over with its next heartbeat
             | |B|Elect   |session 'B' takes over with its next heartbeat
            A| | |Vacate  |session 'A' is not in charge any more; nobody is
             | | |Vacate  |nobody is elected any more
          """)
  void a_transition_is_told_in_a_sentence(
      @Nullable String from,
      @Nullable String to,
      @Nullable String next,
      String action,
      String note) {
    Transition transition =
        new Transition(
            new GroupKey("n", "g"), from, to, next, 1, Cause.BETTER_SCORE, Duration.ZERO);

    assertThat(TransitionTexts.action(transition)).isEqualTo(action);
    assertThat(TransitionTexts.note(transition)).isEqualTo(note);
    assertThat(TransitionTexts.tone(transition)).isEqualTo(Events.Tone.NORMAL);
  }
}
