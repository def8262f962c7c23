package dev.understudy.plugin;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The plugin's version, as its jar says. */
public final class PluginVersion implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {"kubectl understudy " + get()};
  }

  static String get() {
    return Objects.requireNonNullElse(
        PluginVersion.class.getPackage().getImplementationVersion(), "unreleased");
  }
}
