package dev.nodecast.web;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Reads of which one fails. */
final class FailingReads {
  private FailingReads() {}

  static DashboardReads nodes(DashboardReads reads) {
    return (DashboardReads)
        Proxy.newProxyInstance(
            DashboardReads.class.getClassLoader(),
            new Class<?>[] {DashboardReads.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("nodes")) {
                throw new IllegalStateException("the table is locked");
              }
              try {
                return method.invoke(reads, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
