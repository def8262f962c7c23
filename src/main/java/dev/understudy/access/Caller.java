package dev.understudy.access;

/** Who a request comes from, as far as the facade asks. */
public sealed interface Caller permits Caller.Anyone, Identity {

  /**
   * A name that stays the same for the same caller and differs between any two; empty where nobody
   * is asked. It is stored with what the caller makes, and never shown as a secret.
   */
  String subject();

  /** Somebody, where the operator is told not to authenticate ({@code --auth none}). */
  record Anyone() implements Caller {
    @Override
    public String subject() {
      return "";
    }
  }
}
