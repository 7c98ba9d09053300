package dev.nodecast.web;

import dev.nodecast.web.format.Escape;
import dev.nodecast.web.live.ViewCache.ShownTick;
import dev.nodecast.web.read.Order;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Scope;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Sort;
import dev.nodecast.web.read.TimeRange;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a page needs to know of a request: total and safe. A value that makes no sense falls back to
 * the default and leaves a note for the reader; nothing throws.
 *
 * @param path of the page, without the prefix of fragments
 * @param address the parameters that make sense, for links; sorted, without tick
 * @param search what to look for, at most 200 characters
 * @param sortKey empty: the page's own default
 * @param page from 0
 * @param node only rows of this node; empty for all
 * @param pod only rows of the pod with this uid; empty for all
 * @param namespace only what is of this namespace; empty for all
 * @param type only events of this type; empty for all
 * @param kind only workloads of this kind; empty for all
 * @param workload only pods of the workload with this key; empty for all
 * @param source only events that this tells; empty for all
 * @param protocol only services that speak it; empty for all
 * @param severity only what is this bad
 * @param rangeKey {@code 1h} …, or {@code custom}
 * @param theme {@code dark}, {@code light} or empty for the system's
 * @param shown what a poller shows
 * @param notes what was wrong with the request, for people
 */
public record PageRequest(
    String path,
    Map<String, String> address,
    String search,
    String sortKey,
    boolean descending,
    int page,
    String node,
    String pod,
    String namespace,
    String type,
    String kind,
    String workload,
    String source,
    String protocol,
    Severity severity,
    String rangeKey,
    TimeRange range,
    String theme,
    ShownTick shown,
    Instant now,
    ZoneId zone,
    List<String> notes) {
  static final int PAGE_SIZE = 50;
  static final int MAX_SEARCH = 200;

  public PageRequest {
    notes = List.copyOf(notes);
  }

  /**
   * Reads a request; what makes no sense leaves a note.
   *
   * @param query first value of each parameter, decoded
   * @param theme the cookie's value, or empty
   */
  public static PageRequest of(
      String path, Map<String, String> query, String theme, Instant now, ZoneId zone) {
    return new RequestParser(query, now, zone).parse(path, theme);
  }

  /** Key of what a map is around; empty for all. */
  public String focus() {
    return address.getOrDefault("focus", "");
  }

  /** How far around it. */
  public int hops() {
    return Integer.parseInt(address.getOrDefault("hops", "1"));
  }

  /** Names the view: requests with the same key see the same bytes. The theme is outside of it. */
  public String viewKey() {
    return path + '?' + address;
  }

  /** Address of another page; the time range travels along. */
  public String link(String target) {
    StringBuilder out = new StringBuilder(target);
    char separator = target.indexOf('?') < 0 ? '?' : '&';
    for (String key : List.of("from", "range", "to")) {
      if (address.containsKey(key)) {
        out.append(separator).append(key).append('=').append(Escape.url(address.get(key)));
        separator = '&';
      }
    }
    return out.toString();
  }

  /** Address of this page with one parameter changed; an empty value leaves it out. */
  public String with(String key, String value) {
    return with(Map.of(key, value));
  }

  /** Address of this page with several parameters changed. */
  public String with(Map<String, String> changes) {
    TreeMap<String, String> all = new TreeMap<>(address);
    if (!changes.containsKey("page")) {
      all.remove("page");
    }
    all.putAll(changes);
    all.values().removeIf(String::isEmpty);
    StringBuilder out = new StringBuilder(path);
    char separator = '?';
    for (Map.Entry<String, String> entry : all.entrySet()) {
      out.append(separator).append(entry.getKey()).append('=');
      out.append(Escape.url(entry.getValue()));
      separator = '&';
    }
    return out.toString();
  }

  /** The rows that this address asks for, among {@code sorts}; the first is the default. */
  public RowQuery rows(List<Sort> sorts, Order hold) {
    Sort sort = sort(sorts);
    return new RowQuery(
        search,
        sort,
        descending(sort),
        page,
        PAGE_SIZE,
        node,
        pod,
        severity,
        hold,
        new Scope(namespace, kind, workload));
  }

  public Sort sort(List<Sort> sorts) {
    return sorts.stream().filter(s -> s.key().equals(sortKey)).findFirst().orElse(sorts.get(0));
  }

  private boolean descending(Sort sort) {
    return sort.key().equals(sortKey) ? descending : sort.byValue();
  }
}
