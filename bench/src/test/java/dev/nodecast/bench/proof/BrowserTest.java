package dev.nodecast.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The dashboard in a real browser. Screenshots are left in {@code target/screenshots}. */
@ExtendWith(LogsOnFailure.class)
class BrowserTest {
  @RegisterExtension static final SevenNodes SEVEN = new SevenNodes();

  private static final String CELLS =
      "() => Object.fromEntries(Array.from(document.querySelectorAll('#nodes-rows tr'))"
          + ".map(r => [r.id, r.innerText]))";

  private static Chromium chromium;

  private final LocalCluster cluster = SEVEN.cluster();

  /** What a user would find in the browser's console, and requests to elsewhere. */
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  private final List<String> polls = new CopyOnWriteArrayList<>();
  private Page page;

  @BeforeAll
  static void launch() {
    chromium = Chromium.launch();
  }

  @AfterAll
  static void quit() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void open() {
    open(new Browser.NewContextOptions().setViewportSize(1440, 900));
  }

  private void open(Browser.NewContextOptions options) {
    page = chromium.page(options, complaints);
    page.onRequest(
        request -> {
          if (!request.url().startsWith(cluster.url("/")) && !request.url().startsWith("data:")) {
            complaints.add("request to elsewhere: " + request.url());
          }
          if (request.url().startsWith(cluster.url("/live"))) {
            polls.add(request.url());
          }
        });
  }

  @AfterEach
  void close() {
    chromium.closePage();
  }

  private void visit(String path) {
    page.navigate(cluster.url(path));
  }

  /** Waits for the page's script to see a condition; the page keeps polling meanwhile. */
  private void until(String condition, Object argument) {
    page.waitForFunction(condition, argument);
  }

  private void shot(String name) throws Exception {
    Chromium.shot(page, name, true);
  }

  @Test
  void showsSevenNodesWhoseNumbersMove() throws Exception {
    visit("/nodes");
    for (String name : SevenNodes.NAMES) {
      page.locator("#nodes-rows a[href='/nodes/" + name + "']").waitFor();
    }
    page.evaluate("() => { window.notReloaded = true }");
    Object before = page.evaluate(CELLS);
    until("before => JSON.stringify((" + CELLS + ")()) !== JSON.stringify(before)", before);
    // Each row by itself, and more than once.
    for (String name : SevenNodes.NAMES) {
      String text =
          "name => document.querySelector(`#nodes-rows a[href='/nodes/${name}']`)"
              + ".closest('tr').innerText";
      Object first = page.evaluate(text, name);
      until(
          "([name, first]) => (" + text + ")(name) !== first",
          List.of(name, String.valueOf(first)));
    }
    assertThat(page.evaluate("() => window.notReloaded")).isEqualTo(true);
    shot("nodes-auto");
    assertThat(complaints).isEmpty();
  }

  @Test
  void servicesAreAKeyAwayAndSayWhyThereAreNone() throws Exception {
    visit("/nodes");
    page.keyboard().press("g");
    page.keyboard().press("v");
    page.waitForURL("**/services");
    // Simulated agents run no kernel programs.
    page.locator("#services-rows-empty .empty").waitFor();
    assertThat(page.locator("#services-rows-empty").innerText())
        .contains("Requests are not measured", "node-01: ");
    assertThat(page.locator("#tile-requests").innerText()).contains("–");
    page.waitForRequest("**/live/services*", () -> {});
    shot("services-none");
    page.keyboard().press("g");
    page.keyboard().press("m");
    page.waitForURL("**/map");
    assertThat(page.locator("#map-empty").innerText())
        .contains("Requests are not measured", "node-01: ");
    shot("map-none");
    assertThat(complaints).isEmpty();
  }

  @Test
  void keepsFocusSelectionAndScroll() {
    page.setViewportSize(900, 300);
    visit("/nodes");
    page.locator("#nodes-rows a[href='/nodes/node-07']").focus();
    page.evaluate(
        "() => { const cell = document.querySelector('#nodes-rows tr td'); "
            + "getSelection().selectAllChildren(cell); scrollTo(0, 80) }");
    Object scroll = page.evaluate("() => scrollY");
    Object selected = page.evaluate("() => getSelection().toString()");
    assertThat((String) selected).isNotBlank();
    Object before = page.evaluate(CELLS);
    until("before => JSON.stringify((" + CELLS + ")()) !== JSON.stringify(before)", before);
    assertThat(page.evaluate("() => document.activeElement.getAttribute('href')"))
        .isEqualTo("/nodes/node-07");
    assertThat(page.evaluate("() => getSelection().toString()")).isEqualTo(selected);
    assertThat(page.evaluate("() => scrollY")).isEqualTo(scroll);
    assertThat(complaints).isEmpty();
  }

  @Test
  void holdsTheOrderOfATableInUse() {
    visit("/nodes");
    String order = "() => Array.from(document.querySelectorAll('#nodes-rows tr')).map(r => r.id)";
    page.locator("#nodes-rows tr").nth(2).hover();
    Object before = page.evaluate(order);
    // The server's answer from now on: other rows first, and other loads.
    Object reversed =
        page.evaluate(
            "() => '<template><tbody id=\"nodes-rows\" hx-swap-oob=\"true\">' + Array.from("
                + "document.querySelectorAll('#nodes-rows tr')).reverse().map(r => r.outerHTML)"
                + ".join('').replace(/(-load\"[^>]*>)[^<]*/g, '$14321') + '</tbody></template>'");
    page.route(
        "**/live/nodes*",
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setContentType("text/html")
                    .setBody(String.valueOf(reversed))));
    String newLoads =
        "() => Array.from(document.querySelectorAll('#nodes-rows td[id$=-load]'))"
            + ".every(cell => cell.textContent === '4321')";
    until(newLoads, null);
    assertThat(page.evaluate(order)).as("under the pointer").isEqualTo(before);
    page.mouse().move(1, 1);
    page.locator("#nodes-rows a").first().focus();
    int polled = polls.size();
    Eventually.within(
        LocalCluster.SOON,
        "a poll while the focus is in the table",
        () -> {
          page.waitForTimeout(50);
          return polls.size() > polled + 1;
        });
    assertThat(page.evaluate(order)).as("with the focus").isEqualTo(before);
    page.evaluate("() => document.activeElement.blur()");
    until("before => JSON.stringify((" + order + ")()) !== JSON.stringify(before)", before);
    assertThat(complaints).isEmpty();
  }

  @Test
  void keepsItsColumnsWhileNumbersChange() {
    String columns =
        "() => Array.from(document.querySelectorAll('thead th'))"
            + ".map(th => Math.round(th.getBoundingClientRect().x * 10) / 10)";
    // What values print at most, in every row: no column may become wider by it.
    String widest =
        "widest => document.querySelectorAll('#nodes-rows tr, #pods-rows tr').forEach(row => {"
            + " for (const [column, text] of Object.entries(widest)) {"
            + " const cell = document.getElementById(row.id + '-' + column);"
            + " if (cell) cell.innerHTML = text } })";
    Map<String, String> values =
        Map.of(
            "rx", "1,023<span class=\"u\">KiB</span>",
            "tx", "99.9<span class=\"u\">MB/s</span>",
            "cpu", "99.9<span class=\"u\">%</span>",
            "load", "61.2",
            "stalled", "0.55<span class=\"u\">%</span>",
            "pods", "12,345");
    for (String path : List.of("/nodes", "/pods?sort=-cpu")) {
      visit(path);
      page.locator("tbody tr[id]").first().waitFor();
      Object before = page.evaluate(columns);
      page.evaluate(widest, values);
      assertThat(page.evaluate(columns)).as(path).isEqualTo(before);
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void stopsPollingWhileHidden() {
    visit("/nodes");
    Eventually.within(
        LocalCluster.SOON,
        "the page polls",
        () -> {
          page.waitForTimeout(50); // lets the driver hand over events
          return polls.size() >= 2;
        });
    page.evaluate(
        "() => { Object.defineProperty(document, 'hidden', {value: true, configurable: true});"
            + " document.dispatchEvent(new Event('visibilitychange')) }");
    page.waitForTimeout(500); // an answer that was under way
    int before = polls.size();
    // Two polls' time is what is claimed to stay silent, so here time is the subject.
    page.waitForTimeout(5000);
    assertThat(polls).hasSize(before);
    page.evaluate(
        "() => { Object.defineProperty(document, 'hidden', {value: false, configurable: true});"
            + " document.dispatchEvent(new Event('visibilitychange')) }");
    Eventually.within(
        LocalCluster.SOON,
        "the page polls again",
        () -> {
          page.waitForTimeout(50);
          return polls.size() > before;
        });
    assertThat(complaints).isEmpty();
  }

  @Test
  void worksWithTheKeyboard() {
    visit("/");
    page.keyboard().press("g");
    page.keyboard().press("n");
    page.waitForURL(cluster.url("/nodes"));
    page.locator("#nodes-rows tr").first().waitFor();
    page.keyboard().press("/");
    assertThat(page.evaluate("() => document.activeElement.id")).isEqualTo("filter");
    page.keyboard().press("Escape");
    String focused = "() => document.activeElement.getAttribute('href')";
    page.keyboard().press("j");
    Object first = page.evaluate(focused);
    page.keyboard().press("j");
    Object second = page.evaluate(focused);
    page.keyboard().press("k");
    assertThat(page.evaluate(focused)).isEqualTo(first).isNotEqualTo(second);
    page.keyboard().press("Enter");
    page.waitForURL(cluster.url(String.valueOf(first)));
    assertThat(complaints).isEmpty();
  }

  @Test
  void fitsAPhone() throws Exception {
    open(new Browser.NewContextOptions().setViewportSize(360, 740).setDeviceScaleFactor(2));
    for (String path :
        List.of(
            "/",
            "/nodes",
            "/nodes/node-01",
            "/services",
            "/map",
            "/pods",
            "/processes",
            "/status")) {
      visit(path);
      Object wide =
          page.evaluate(
              "() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
      shot("phone" + path.replace('/', '-'));
      assertThat(wide).as("pixels that %s is wider than a phone", path).isEqualTo(0);
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void looksRightInDarkAndLight() throws Exception {
    List<String> backgrounds = new ArrayList<>();
    for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
      open(new Browser.NewContextOptions().setViewportSize(1440, 900).setColorScheme(scheme));
      String suffix = "-" + scheme.name().toLowerCase(java.util.Locale.ROOT);
      for (String path :
          List.of(
              "/",
              "/nodes",
              "/nodes/node-01",
              "/services",
              "/map",
              "/pods",
              "/processes",
              "/status")) {
        visit(path);
        page.locator("main h1").first().waitFor();
        shot("page" + path.replace('/', '-') + suffix);
      }
      page.locator("a[href^='/processes']").first().waitFor();
      visit("/pods");
      page.locator("tbody tr td:first-child a").first().click();
      page.waitForURL("**/pods/**");
      shot("page-pod" + suffix);
      visit("/processes");
      page.locator("tbody tr td:first-child a").first().click();
      page.waitForURL("**/processes/**");
      shot("page-process" + suffix);
      backgrounds.add(
          String.valueOf(page.evaluate("() => getComputedStyle(document.body).backgroundColor")));
    }
    assertThat(backgrounds).doesNotHaveDuplicates();
    assertThat(complaints).isEmpty();
  }

  @Test
  void recoversWhenTheAggregatorComesBack() throws Exception {
    visit("/nodes");
    page.locator("#nodes-rows tr").first().waitFor();
    page.evaluate("() => { window.notReloaded = true }");
    cluster.program("aggregator").stop(Duration.ofSeconds(20));
    cluster.startAggregator();
    cluster.awaitReady();
    cluster.awaitLive(SevenNodes.NAMES);
    until(
        "n => document.querySelectorAll('#nodes-rows tr:not(.old)').length >= n",
        SevenNodes.NAMES.length);
    Object before = page.evaluate(CELLS);
    until("before => JSON.stringify((" + CELLS + ")()) !== JSON.stringify(before)", before);
    assertThat(page.evaluate("() => window.notReloaded")).isEqualTo(true);
    // That the server was away the browser itself reports; nothing else may be amiss.
    complaints.removeIf(it -> it.contains("ERR_CONNECTION_REFUSED") || it.contains("sendError"));
    complaints.removeIf(it -> it.contains("503") || it.contains("ERR_EMPTY_RESPONSE"));
    complaints.removeIf(it -> it.startsWith("error: htmx:"));
    assertThat(complaints).isEmpty();
  }
}
