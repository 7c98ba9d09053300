package dev.nodecast.web.page;

import dev.nodecast.web.jte.StaticTemplates;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.live.View;
import java.util.List;

/** A page that is only a message: nothing there, or something failed. */
public final class MessagePage implements Page {
  private final int status;
  private final String title;
  private final String why;

  private MessagePage(int status, String title, String why) {
    this.status = status;
    this.title = title;
    this.why = why;
  }

  public static Page notFound() {
    return new MessagePage(
        404, "There is no such page", "Start at the cluster, or search with the / key.");
  }

  /** The failure's own words; its stack is in the log. */
  public static Page failed(RuntimeException failure) {
    return new MessagePage(
        500,
        "This page failed",
        failure + ". The log of the aggregator has the details; other pages still work.");
  }

  /** For a page whose subject is not there. */
  static View gone(PageContext context, String what, String rail, String why, Crumb... between) {
    MessagePage page = new MessagePage(404, what, why);
    return page.view(context, rail, between);
  }

  @Override
  public View view(PageContext context) {
    return view(context, "");
  }

  private View view(PageContext context, String rail, Crumb... between) {
    Region states = Region.of("states", "span", "states", "");
    Region message = Region.of("message", "section", "panel", Empty.html(title, why));
    return new View(
        status,
        title,
        rail,
        new StaticTemplates().pageMessage(Head.of(context, title, states, between), message),
        List.of(states, message));
  }
}
