package dev.nodecast.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.nodecast.bench.sim.CallCluster;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The map and a service's page in a real browser, over the aggregator's real server and services
 * whose figures change every second. Screenshots are left in {@code target/screenshots}.
 */
class MapBrowserTest {
  /** More than the tests take; values rest when they are used up. */
  private static final int TICKS = 1200;

  /** What every box says, by its place among the boxes. */
  private static final String FIGURES =
      "() => Array.from(document.querySelectorAll('#map-drawing .v'), v => v.textContent).join()";

  private static Chromium chromium;
  private static CallCluster few;
  private static CallCluster many;

  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private Page page;

  @BeforeAll
  static void launch() throws Exception {
    Chromium.assumeInstalled();
    few = new CallCluster(20, 40, TICKS);
    many = new CallCluster(200, 600, TICKS);
    few.start();
    many.start();
    chromium = Chromium.launch();
  }

  @AfterAll
  static void quit() {
    if (chromium != null) {
      chromium.close();
    }
    if (few != null) {
      few.close();
    }
    if (many != null) {
      many.close();
    }
  }

  @BeforeEach
  void open() {
    open(new Browser.NewContextOptions().setViewportSize(1440, 900));
  }

  private void open(Browser.NewContextOptions options) {
    page = chromium.page(options, complaints);
  }

  @AfterEach
  void close() {
    chromium.closePage();
  }

  private static String url(CallCluster of, String path) {
    return "http://127.0.0.1:" + of.port() + path;
  }

  private void shot(String name) throws Exception {
    Chromium.shot(page, name, false);
  }

  private void untilFiguresMove() {
    Object before = page.evaluate(FIGURES);
    page.waitForFunction("before => (" + FIGURES + ")() !== before", before);
  }

  @Test
  void figuresMoveWhileBoxesFocusAndScrollStay() throws Exception {
    page.setViewportSize(900, 500);
    page.navigate(url(many, "/map"));
    page.locator("#map-drawing a").first().waitFor();
    page.evaluate(
        "() => { window.notReloaded = true; window.svg = document.getElementById('map-drawing');"
            + " document.querySelector('#map .scroll').scrollLeft = 120;"
            + " document.querySelectorAll('#map-drawing a')[7].focus({preventScroll: true});"
            + " scrollTo(0, 90) }");
    String places =
        "() => Array.from(document.querySelectorAll('#map-drawing a'), a => a.id"
            + " + a.querySelector('rect').outerHTML).join()";
    String state =
        "() => [document.activeElement.id, scrollY,"
            + " document.querySelector('#map .scroll').scrollLeft].join()";
    Object standing = page.evaluate(places);
    Object before = page.evaluate(state);
    untilFiguresMove();
    untilFiguresMove();
    assertThat(page.evaluate(places)).isEqualTo(standing);
    assertThat(page.evaluate(state)).isEqualTo(before);
    assertThat(String.valueOf(before)).startsWith("ma-").endsWith(",90,120");
    assertThat(page.evaluate("() => window.notReloaded")).isEqualTo(true);
    assertThat(page.evaluate("() => window.svg === document.getElementById('map-drawing')"))
        .as("the picture itself is not swapped")
        .isEqualTo(true);
    assertThat(
            page.evaluate(
                "() => Array.from(document.querySelectorAll('#map-drawing *')).every("
                    + "e => e.namespaceURI === 'http://www.w3.org/2000/svg')"))
        .as("what polls bring is SVG too")
        .isEqualTo(true);
    assertThat(complaints).isEmpty();
  }

  @Test
  void aClickShowsTheNeighbourhoodAndTheNextOneTheService() throws Exception {
    page.navigate(url(few, "/services"));
    page.keyboard().press("g");
    page.keyboard().press("m");
    page.waitForURL("**/map");
    String box = "#map-drawing a:has(text.t:text-is('service-3'))";
    page.locator(box).waitFor();
    shot("map-few");
    int all = page.locator("#map-drawing a").count();
    page.locator(box).focus();
    assertThat(page.locator(box + " .p").isVisible()).as("percentiles with the focus").isTrue();
    page.keyboard().press("Enter");
    page.waitForURL("**/map?focus=*");
    page.locator("#map-whole").waitFor();
    assertThat(page.locator("#map-drawing a").count()).isBetween(2, all - 1);
    shot("map-focus");
    page.locator(box).click();
    page.waitForURL("**/services/server:team-3:service-3");
    page.locator("#callers-rows tr").first().waitFor();
    page.evaluate("() => { window.notReloaded = true; scrollTo(0, 50) }");
    String rates =
        "() => Array.from(document.querySelectorAll('#callers-rows td[id$=-rate]'),"
            + " c => c.textContent).join()";
    Object before = page.evaluate(rates);
    page.waitForFunction("before => (" + rates + ")() !== before", before);
    assertThat(page.evaluate("() => window.notReloaded")).isEqualTo(true);
    assertThat(page.evaluate("() => scrollY")).isEqualTo(50);
    shot("service");
    page.locator("#callers-rows a").first().click();
    page.waitForURL(url -> !url.contains("service-3"));
    assertThat(complaints).isEmpty();
  }

  @Test
  void fitsAPhoneInDarkAndLight() throws Exception {
    for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
      open(new Browser.NewContextOptions().setViewportSize(390, 844).setColorScheme(scheme));
      for (String path : List.of("/map", "/services", "/services/server:team-3:service-3")) {
        page.navigate(url(few, path));
        page.locator("main h1").waitFor();
        Object wide =
            page.evaluate(
                "() => document.documentElement.scrollWidth"
                    + " - document.documentElement.clientWidth");
        shot("phone" + path.replaceAll("[/:]", "-") + '-' + scheme);
        assertThat(wide).as("pixels that %s is wider than a phone", path).isEqualTo(0);
      }
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void twoHundredServicesAreOnOnePicture() throws Exception {
    page.navigate(url(many, "/map"));
    page.locator("#map-drawing a").first().waitFor();
    assertThat(page.locator("#map-drawing a").count()).isEqualTo(200);
    assertThat(page.locator("#map-drawing path.e").count()).isEqualTo(600);
    assertThat(
            page.evaluate(
                "() => { const boxes = Array.from(document.querySelectorAll('#map-drawing rect'),"
                    + " r => r.getBoundingClientRect()); return boxes.filter((a, i) => boxes.some("
                    + "(b, j) => j > i && a.left < b.right && b.left < a.right && a.top < b.bottom"
                    + " && b.top < a.bottom)).length }"))
        .as("boxes on top of each other")
        .isEqualTo(0);
    shot("map-many");
    assertThat(complaints).isEmpty();
  }
}
