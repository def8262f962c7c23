package dev.understudy.controlplane;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests of this class run on a real control plane, which constructors and methods receive as a
 * parameter of type {@link ControlPlane}.
 *
 * <p>One control plane serves all classes of a test JVM, so a test works in namespaces of its own
 * ({@link ControlPlane#freshNamespace}). Servers that a test stopped or paused run again after it.
 *
 * <p>Where there are no binaries the tests are skipped with one line that says what to do; with
 * {@code UNDERSTUDY_REQUIRE_CONTROL_PLANE=true} in the environment they fail with it.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("control-plane")
@ExtendWith(ControlPlaneExtension.class)
public @interface WithControlPlane {}
