/**
 * A real control plane for tests: etcd, kube-apiserver and kube-controller-manager as processes of
 * this machine, once per test JVM. Test classes ask for it with {@link
 * dev.understudy.controlplane.WithControlPlane}.
 */
@NullMarked
package dev.understudy.controlplane;

import org.jspecify.annotations.NullMarked;
