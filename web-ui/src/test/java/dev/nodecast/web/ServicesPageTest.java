package dev.nodecast.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Services;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServicesPageTest {
  private final TestingReads reads = TestingReads.seven();

  private static String body(TestingReads of, String address) {
    int query = address.indexOf('?');
    WebRequest request =
        new WebRequest(
            query < 0 ? address : address.substring(0, query),
            query < 0 ? "" : address.substring(query + 1),
            "",
            "");
    Dashboard dashboard = new Dashboard(of, Clock.fixed(of.now(), ZoneOffset.UTC));
    return new String(dashboard.answer(request).body(), StandardCharsets.UTF_8);
  }

  @Test
  void servicesAreFilteredByTheirAddressAndTheirNamesAreText() {
    String all = body(reads, "/services");
    assertThat(all)
        .contains("href=\"/services/server:shop:checkout\"", "client only", "1 to 4 of 4")
        .contains("1 node does not see requests", "gpunode: no BTF: &lt;b&gt;", "&lt;b&gt;curl")
        .doesNotContain("<b>curl");
    assertThat(body(reads, "/services?protocol=redis"))
        .contains("<option value=\"redis\" selected>", "1 to 1 of 1 that match, of 4")
        .doesNotContain(">checkout</a>");
    assertThat(body(reads, "/services?protocol=gopher")).contains("No service matches");
    assertThat(body(reads, "/services/server:shop:checkout"))
        .contains("/v1/orders/{id}", "502 ", "no answer ", "1 more", "&lt;i&gt;504", "all others")
        .contains("href=\"/workloads/shop:Deployment:checkout\"", "class=\"heat\"")
        .doesNotContain("<i>504")
        .doesNotContain("<b>basket");
  }

  @Test
  void whereNoRequestsAreSeenThePageSaysWhy() {
    TestingReads blind =
        new TestingReads(List.of("gpunode"), 1) {
          @Override
          public Services services(RowQuery query) {
            return TestingServices.none();
          }
        };
    assertThat(body(blind, "/services"))
        .contains("Requests are not measured", "gpunode: switched off by profile minimal; …");
  }
}
