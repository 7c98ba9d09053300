package dev.nodecast.agent.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {
  private final Routes routes = new Routes(new Words(64));

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          /, /
          /index.html, /index.html
          /users, /users
          /users/, /users/
          /users/42, /users/{id}
          /users/42/orders/7, /users/{id}/orders/{id}
          /users/42?full=1, /users/{id}
          /users#top, /users
          /search?q=secret, /search
          /?token=secret, /
          /orders/order-123, /orders/{id}
          /orders/order-12, /orders/order-12
          /QWxhZGRpbjpvcGVuIHNlc2FtZQ, /{id}
          /dGVzdA==, /{id}
          /getUserByIdAndName, /getUserByIdAndName
          /README-CHANGELOG, /README-CHANGELOG
          /parseHTTPFromText, /parseHTTPFromText
          /me%40example.com, /{id}
          /20240131T101500Z, /{id}
          /v1/items, /v1/items
          /v12/items, /v12/items
          /v100/items, /v100/items
          /v1beta1/items, /v1beta1/items
          /v1.0/me, /v1.0/me
          /api/v2alpha1/pods, /api/v2alpha1/pods
          /a1/x, /a1/x
          /1/x, /{id}/x
          /12/x, /{id}/x
          /a12/x, /{id}/x
          /oauth2/token, /oauth2/token
          /k8s/log4j2, /k8s/log4j2
          /img/logo-64x64.png, /img/{id}
          /img/logo-2x.png, /img/logo-2x.png
          /2024-01-31/report, /{id}/report
          /reports/2024, /reports/{id}
          /550e8400-e29b-41d4-a716-446655440000, /{id}
          /550E8400-E29B-41D4-A716-446655440000/x, /{id}/x
          /d41d8cd98f00b204e9800998ecf8427e, /{id}
          /commit/deadbee5, /commit/{id}
          /commit/1a2b3c4, /commit/{id}
          /x/x7Gh2Kq9, /x/{id}
          /x/507f1f77bcf86cd799439011, /x/{id}
          /x/01ARZ3NDEKTSV4RRFFQ69G5FAV, /x/{id}
          /file/a%20b, /file/{id}
          /%2e%2e/%2e%2e/etc, /{id}/{id}/etc
          /münchen/cafe, /{id}/cafe
          /user/me@example.com, /user/{id}
          /x;sid=12ab/y, /{id}/y
          /key=value, /{id}
          /a:b, /{id}
          /<script>, /{id}
          '/a"b', /{id}
          /a b, /{id}
          /a\\b, /{id}
          /`id`, /{id}
          /{x}, /{id}
          /~john/pages, /~john/pages
          /a.b-c_d, /a.b-c_d
          //double//slash, //double//slash
          /a/b/c/d/e/f/g/h, /a/b/c/d/e/f/g/h
          /a/b/c/d/e/f/g/h/i/j, /a/b/c/d/e/f/g/h/*
          http://example.com, /
          http://example.com/, /
          http://example.com/a/9, /a/{id}
          HTTPS://example.com:8443/a?b=c, /a
          http://user:pw@example.com/a, /a
          *, /
          example.com:443, /
          [::1]:443, /
          /this-is-a-title-that-somebody-wrote-in-a-blog-post, /{id}
          /short-title-of-a-post, /short-title-of-a-post
          """)
  void routeOf(String target, String route) {
    byte[] bytes = target.getBytes(StandardCharsets.UTF_8);
    assertThat(routes.of(bytes, 0, bytes.length)).isEqualTo(route);
  }

  @Test
  void takesTheLongestTarget() {
    byte[] bytes = new byte[2048];
    java.util.Arrays.fill(bytes, (byte) '/');
    assertThat(routes.of(bytes, 0, bytes.length)).isEqualTo("/".repeat(9) + "*");
    java.util.Arrays.fill(bytes, 1, bytes.length, (byte) 'a');
    assertThat(routes.of(bytes, 0, bytes.length)).isEqualTo("/{id}");
    assertThat(routes.of(bytes, 0, 0)).isEqualTo("/");
  }
}
