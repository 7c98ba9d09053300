package dev.nodecast.agent.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsNamesTest {
  private final DnsNames names = new DnsNames(new Words(64));

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          '', .
          localhost, localhost
          example.com, example.com
          WWW.Example.COM, example.com
          a.b.c.d.example.com, example.com
          shop.example.co.uk, example.co.uk
          www.example.com.au, example.com.au
          co.uk, co.uk
          t.co, t.co
          x.t.co, t.co
          web.shop.svc.cluster.local, web.shop.svc.cluster.local
          pod-0.db.shop.svc.cluster.local, db.shop.svc.cluster.local
          _http._tcp.web.shop.svc.cluster.local, web.shop.svc.cluster.local
          api.example.com.shop.svc.cluster.local, com.shop.svc.cluster.local
          shop.svc.cluster.local, shop.svc.cluster.local
          10-1-2-3.shop.pod.cluster.local, shop.pod.cluster.local
          10-1-2-3.web.shop.svc.cluster.local, web.shop.svc.cluster.local
          6f1ed002ab5595859014ebf0951522d9.shop.svc.cluster.local, {id}.shop.svc.cluster.local
          web.svc.example.com, example.com
          node7.cluster.local, cluster.local
          1.2.0.192.in-addr.arpa, in-addr.arpa
          1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa, ip6.arpa
          _ldap._tcp.dc._msdcs.corp.example, corp.example
          mfrggzdfmztwq2lk.exfiltrated.example.net, example.net
          6f1ed002ab5595859014ebf0951522d9.local, {id}.local
          somebodys-very-long-name-that-never-ends-anywhere.local, {id}.local
          a<b.c, {id}.c
          """)
  void nameOf(String name, String target) {
    byte[] query = DnsBytes.query(1, name, 1);
    DnsMessage message = new DnsMessage();
    assertThat(message.read(query, 0, query.length)).isTrue();
    assertThat(names.of(query, message.nameFrom, message.nameTo)).isEqualTo(target);
  }
}
