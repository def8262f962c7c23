package dev.understudy.demo;

import java.time.Duration;

/**
 * A time in which nobody was in charge, as the clients saw it.
 *
 * @param what what happened
 * @param from when the old primary stopped, or was last told that it is one
 * @param until when the new primary was told
 * @param why what the time is made of
 */
record Outage(String what, Duration from, Duration until, String why) {

  Duration length() {
    return until.minus(from);
  }
}
