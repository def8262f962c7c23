package dev.understudy.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.lib.jse.JsePlatform;

/** What Argo CD and tools that follow kstatus make of statuses as they were seen. */
class GitOpsTest {

  private static final Path ARGO_CD = Chart.BASE.resolve("deploy/gitops/argocd");
  private static final String SCRIPT = ChartValues.read(ARGO_CD.resolve("health.lua"));

  static List<JsonNode> statuses() {
    return Rendered.parse(
        ChartValues.read(
            Chart.BASE.resolve("src/test/resources/dev/understudy/install/health/statuses.yaml")));
  }

  @ParameterizedTest
  @MethodSource("statuses")
  void argo_cd_reads_it_rightly(JsonNode seen) {
    Globals lua = JsePlatform.standardGlobals();
    lua.set("obj", value(seen.path("resource")));

    LuaValue health = lua.load(SCRIPT).call();

    assertThat(health.get("status").tojstring())
        .as(seen.path("name").asText())
        .isEqualTo(seen.path("argo").asText());
    assertThat(health.get("message").tojstring()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("statuses")
  void kstatus_reads_it_rightly(JsonNode seen) {
    assertThat(Kstatus.of(seen.path("resource")))
        .as(seen.path("name").asText())
        .isEqualTo(Kstatus.valueOf(seen.path("kstatus").asText()));
  }

  @Test
  void a_resource_that_was_never_seen_is_not_taken_for_done() {
    Globals lua = JsePlatform.standardGlobals();
    lua.set("obj", value(Rendered.parse("metadata: {generation: 1}").getFirst()));

    assertThat(lua.load(SCRIPT).call().get("status").tojstring()).isEqualTo("Progressing");
  }

  @Test
  void the_config_map_carries_the_script_for_both_kinds() {
    JsonNode data =
        Rendered.parse(ChartValues.read(ARGO_CD.resolve("argocd-cm.yaml"))).getFirst().path("data");

    assertThat(
            data.properties().stream()
                .filter(each -> each.getKey().contains(".health."))
                .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().asText())))
        .containsOnlyKeys(
            "resource.customizations.health.understudy.dev_FailoverGroup",
            "resource.customizations.health.understudy.dev_GroupAcl")
        .allSatisfy((key, script) -> assertThat(script.strip()).isEqualTo(SCRIPT.strip()));
  }

  private static LuaValue value(JsonNode node) {
    if (node.isObject()) {
      LuaTable table = new LuaTable();
      node.properties().forEach(each -> table.set(each.getKey(), value(each.getValue())));
      return table;
    }
    if (node.isArray()) {
      LuaTable table = new LuaTable();
      for (int i = 0; i < node.size(); i++) {
        table.set(i + 1, value(node.get(i)));
      }
      return table;
    }
    if (node.isNumber()) {
      return LuaValue.valueOf(node.asDouble());
    }
    return node.isBoolean() ? LuaValue.valueOf(node.asBoolean()) : LuaValue.valueOf(node.asText());
  }
}
