package dev.nodecast.web.page;

import dev.nodecast.web.live.Region;
import java.util.ArrayList;
import java.util.List;

/**
 * The head of a page.
 *
 * @param states what its name is followed by
 * @param tags short, still facts
 */
public record Head(List<Crumb> crumbs, String title, Region states, List<String> tags) {
  static Head of(PageContext context, String title, Region states, Crumb... between) {
    List<Crumb> crumbs = new ArrayList<>();
    crumbs.add(new Crumb(context.shell().cluster(), context.request().link("/")));
    crumbs.addAll(List.of(between));
    crumbs.add(new Crumb(title, ""));
    return new Head(crumbs, title, states, List.of());
  }

  Head withTags(List<String> facts) {
    return new Head(crumbs, title, states, facts.stream().filter(fact -> !fact.isBlank()).toList());
  }
}
