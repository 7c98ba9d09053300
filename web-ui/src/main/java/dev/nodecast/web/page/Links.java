package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.format.Escape;
import dev.nodecast.web.read.Finding;
import dev.nodecast.web.read.KernelGroup;
import dev.nodecast.web.read.Owner;

/** Addresses of things; the time range travels along. */
final class Links {
  private Links() {}

  static String node(PageRequest request, String name) {
    return request.link("/nodes/" + Escape.url(name));
  }

  static String pod(PageRequest request, String uid) {
    return request.link("/pods/" + Escape.url(uid));
  }

  static String workload(PageRequest request, Owner owner) {
    return request.link("/workloads/" + Escape.url(owner.key()));
  }

  static String service(PageRequest request, String key) {
    return request.link("/services/" + Escape.url(key));
  }

  /** The map around something. */
  static String map(PageRequest request, String key) {
    return request.link("/map?focus=" + Escape.url(key));
  }

  static String process(PageRequest request, String id) {
    return request.link("/processes/" + Escape.url(id));
  }

  /** The line of Status that tells of one collector of one agent. */
  static String collector(PageRequest request, String node, KernelGroup group) {
    return request.link("/status") + "#co-" + Escape.id(node + '-' + group.collector());
  }

  /** What has no page of its own has events. */
  private static String object(PageRequest request, Owner of) {
    return request.link(
        "/events?source=kubernetes&q="
            + Escape.url(of.name())
            + (of.namespace().isEmpty() ? "" : "&namespace=" + Escape.url(of.namespace())));
  }

  static String finding(PageRequest request, Finding finding) {
    return switch (finding.kind()) {
      case NODE -> node(request, finding.key());
      case WORKLOAD -> workload(request, Owner.of(finding.key()));
      case POD -> pod(request, finding.key());
      case OBJECT -> object(request, Owner.of(finding.key()));
      case AGENT, STORAGE -> request.link("/status");
    };
  }
}
