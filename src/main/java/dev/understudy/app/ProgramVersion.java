package dev.understudy.app;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The program's version, as its jar says. */
public final class ProgramVersion implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {"understudy " + get()};
  }

  static String get() {
    return Objects.requireNonNullElse(
        ProgramVersion.class.getPackage().getImplementationVersion(), "unreleased");
  }
}
