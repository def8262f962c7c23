package dev.understudy.group;

import java.util.concurrent.CompletionStage;

/** Says what a group's status is to show. Thread-safe. */
public interface GroupStatusSource {
  /**
   * Looks at a group as this replica sees it now.
   *
   * @return completes soon; exceptionally with a {@link Refusal} when this replica cannot say
   */
  CompletionStage<GroupStatusFacts> facts(GroupKey group);
}
