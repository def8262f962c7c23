package dev.understudy;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the program to its rooms: what each package may use of the others and of libraries. */
@TestInstance(Lifecycle.PER_CLASS)
class ArchitectureTest {

  private static final String ROOT = "dev.understudy";

  /** What a room may use; every room may use itself, {@code java.*} and JSpecify. */
  private enum Room {
    ELECTION(),
    ACCESS(),
    API(Library.FABRIC8_MODEL, Library.JACKSON, Library.JDK),
    TELEMETRY(Library.MICROMETER, Library.JDK),
    LEASE(rooms(ELECTION, TELEMETRY), Library.FABRIC8, Library.JDK),
    RESOURCE(rooms(API, ACCESS, TELEMETRY), Library.FABRIC8, Library.JDK),
    GROUP(rooms(ELECTION, LEASE, RESOURCE, API, TELEMETRY), Library.JDK),
    AUTH(rooms(ACCESS, TELEMETRY), Library.FABRIC8, Library.NIMBUS, Library.BCRYPT, Library.JDK),
    OPERATOR(
        rooms(GROUP, RESOURCE, ACCESS, API, TELEMETRY),
        Library.JOSDK,
        Library.FABRIC8,
        Library.JDK),
    REST(
        rooms(GROUP, ELECTION, ACCESS, AUTH, TELEMETRY),
        Library.VERTX,
        Library.JACKSON,
        Library.JDK),
    PLUGIN(rooms(API, RESOURCE), Library.FABRIC8, Library.JACKSON, Library.PICOCLI, Library.JDK),
    EMBEDDED(rooms(API), Library.FABRIC8, Library.SERVER_MOCK, Library.JDK),
    APP(
        rooms(ELECTION, ACCESS, API, TELEMETRY, LEASE, RESOURCE, GROUP, AUTH, OPERATOR, REST),
        Library.ANY_BUT_SERVER_MOCK),
    DEMO(rooms(APP, EMBEDDED), Library.FABRIC8, Library.JACKSON, Library.JDK);

    private final List<Room> rooms;
    private final List<Library> libraries;

    Room(Library... libraries) {
      this(List.of(), libraries);
    }

    Room(List<Room> rooms, Library... libraries) {
      this.rooms = rooms;
      this.libraries = List.of(libraries);
    }

    private static List<Room> rooms(Room... rooms) {
      return List.of(rooms);
    }

    String packages() {
      return ROOT + "." + name().toLowerCase(Locale.ROOT) + "..";
    }

    DescribedPredicate<JavaClass> mayUse() {
      List<String> packages = new ArrayList<>(List.of("java..", "org.jspecify..", packages()));
      rooms.forEach(room -> packages.add(room.packages()));
      DescribedPredicate<JavaClass> allowed =
          resideInAnyPackage(packages.toArray(String[]::new)).or(IS_ARRAY_OF_PRIMITIVES);
      for (Library library : libraries) {
        allowed = allowed.or(library.classes());
      }
      return allowed.as("its own room, the rooms %s and %s", rooms, libraries);
    }
  }

  private enum Library {
    /** Whatever every room but the two pure ones may use. */
    JDK("javax..", "org.slf4j.."),
    FABRIC8_MODEL(
        "io.fabric8.kubernetes.api..",
        "io.fabric8.kubernetes.client",
        "io.fabric8.kubernetes.model..",
        "io.fabric8.generator..",
        "io.fabric8.crd.generator.annotation.."),
    FABRIC8("io.fabric8.."),
    SERVER_MOCK("io.fabric8.kubernetes.client.server.mock..", "io.fabric8.mockwebserver.."),
    JACKSON("com.fasterxml.jackson.."),
    MICROMETER("io.micrometer..", "io.prometheus.."),
    NIMBUS("com.nimbusds.."),
    BCRYPT("at.favre.lib.."),
    PICOCLI("picocli.."),
    JOSDK("io.javaoperatorsdk.."),
    VERTX("io.vertx..", "io.netty.."),
    ANY_BUT_SERVER_MOCK("*..");

    private final String[] packages;

    Library(String... packages) {
      this.packages = packages;
    }

    DescribedPredicate<JavaClass> classes() {
      DescribedPredicate<JavaClass> classes = resideInAnyPackage(packages);
      return switch (this) {
        case FABRIC8, ANY_BUT_SERVER_MOCK ->
            classes
                .and(not(resideInAnyPackage(SERVER_MOCK.packages)))
                .and(not(resideInAPackage(ROOT + "..")));
        default -> classes;
      };
    }
  }

  private static final DescribedPredicate<JavaClass> IS_ARRAY_OF_PRIMITIVES =
      DescribedPredicate.describe(
          "an array of primitives", type -> type.getBaseComponentType().isPrimitive());

  private JavaClasses program;

  @BeforeAll
  void read_the_compiled_program() {
    program =
        new ClassFileImporter()
            .importPath(Path.of(System.getProperty("understudy.basedir"), "target", "classes"));
  }

  @ParameterizedTest
  @EnumSource(Room.class)
  void each_room_uses_only_what_the_table_gives_it(Room room) {
    classes()
        .that()
        .resideInAPackage(room.packages())
        .should()
        .onlyDependOnClassesThat(room.mayUse())
        .allowEmptyShould(true)
        .check(program);
  }

  @Test
  void every_class_lives_in_a_room() {
    String[] rooms = Stream.of(Room.values()).map(Room::packages).toArray(String[]::new);

    classes().should().resideInAnyPackage(rooms).allowEmptyShould(true).check(program);
  }

  @Test
  void the_rooms_form_no_cycle() {
    slices()
        .matching(ROOT + ".(*)..")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(program);
  }

  @Test
  void the_rooms_that_decide_keep_no_static_state() {
    fields()
        .that()
        .areStatic()
        .and()
        .areDeclaredInClassesThat()
        .resideInAnyPackage(Room.ELECTION.packages(), Room.LEASE.packages(), Room.GROUP.packages())
        .should()
        .beFinal()
        .andShould()
        .notHaveRawType(resideInAPackage("java.util.concurrent.."))
        .allowEmptyShould(true)
        .check(program);
  }

  @Test
  void the_rules_see_a_library_where_it_does_not_belong() {
    ArchRule rule = classes().should().onlyDependOnClassesThat(Room.ELECTION.mayUse());
    JavaClasses test = new ClassFileImporter().importClasses(ArchitectureTest.class);

    assertThat(rule.evaluate(test).hasViolation()).isTrue();
  }
}
