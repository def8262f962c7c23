package dev.understudy.controlplane;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * This test, or every test of this class, needs the kube-controller-manager: garbage collection,
 * the deletion of namespaces, default service accounts. It starts once the garbage collector works,
 * and is skipped where the control plane has no controller manager. Together with {@link
 * WithControlPlane} only.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface NeedsControllerManager {}
