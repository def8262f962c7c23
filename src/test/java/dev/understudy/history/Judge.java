package dev.understudy.history;

import java.util.Collection;
import java.util.List;

/** Judges a history by the invariants I1 to I12. Stateless. */
public final class Judge {
  private Judge() {}

  /**
   * Judges.
   *
   * @return what is wrong, in the order in which it showed; empty when nothing is
   */
  public static List<Violation> violations(History history) {
    Findings findings = new Findings();
    Collection<Timeline> timelines = Timeline.of(history);
    OneAtATime.judge(history, findings);
    OwnWrite.judge(history, timelines, findings);
    TermsRise.judge(history, timelines, findings);
    NoReturn.judge(history, timelines, findings);
    Waits.judge(history, timelines, findings);
    Shows.judge(history, timelines, findings);
    Steadiness.judge(history, timelines, findings);
    Obedience.judge(timelines, findings);
    Endings.judge(history, timelines, findings);
    DataTimes.judge(history, timelines, findings);
    Progress.judge(history, timelines, findings);
    Rolling.judge(history, timelines, findings);
    return findings.all();
  }
}
