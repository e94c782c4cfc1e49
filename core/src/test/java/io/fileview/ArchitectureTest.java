package io.fileview;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.module.ModuleDescriptor;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The rooms of the library, and the arrows between them. */
class ArchitectureTest {
    /** The methods that the JDK calls restricted, which need the right of native access. */
    private static final Set<String> RESTRICTED =
            Set.of(
                    "MemorySegment.reinterpret",
                    "AddressLayout.withTargetLayout",
                    "System.load",
                    "System.loadLibrary",
                    "Runtime.load",
                    "Runtime.loadLibrary");

    private static final JavaClasses CORE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.fileview");

    @Test
    void theClassesAreThere() {
        assertThat(CORE.contain(View.class)).isTrue();
        assertThat(CORE.contain("io.fileview.linux.SystemCalls")).isTrue();
        assertThat(CORE.contain("io.fileview.portable.PortableEngine")).isTrue();
    }

    @Test
    void whatProgramsUseKnowsNoEngine() {
        noClasses()
                .that()
                .resideInAnyPackage("io.fileview", "io.fileview.spi", "io.fileview.events")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.fileview.linux..", "io.fileview.portable..")
                .check(CORE);
    }

    @Test
    void enginesDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("io.fileview.linux..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.fileview.portable..")
                .check(CORE);
        noClasses()
                .that()
                .resideInAPackage("io.fileview.portable..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.fileview.linux..")
                .check(CORE);
    }

    @Test
    void enginesUseNothingOfTheApiThatDrivesThem() {
        noClasses()
                .that()
                .resideInAnyPackage("io.fileview.linux..", "io.fileview.portable..")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(FileMapping.class, MappingBuilder.class, View.class, Views.class)
                .check(CORE);
    }

    @Test
    void nativeCodeIsCalledInOnePlace() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.fileview.linux.SystemCalls")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Linker.class, SymbolLookup.class)
                .check(CORE);
        DescribedPredicate<JavaMethodCall> restricted =
                DescribedPredicate.describe(
                        "call restricted methods",
                        call -> RESTRICTED.contains(
                                call.getTargetOwner().getSimpleName()
                                        + "."
                                        + call.getTarget().getName()));
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.fileview.linux.SystemCalls")
                .should()
                .callMethodWhere(restricted)
                .check(CORE);
    }

    @Test
    void thatCheckWouldFindACall() {
        assertThat(CORE.get("io.fileview.linux.SystemCalls").getMethodCallsFromSelf())
                .anyMatch(call -> call.getTarget().getName().equals("reinterpret"));
    }

    @Test
    void nothingButTheJdkLiesBeneath() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "io.fileview..", "java..", "javax.management..", "jdk.jfr..",
                        "org.jspecify..")
                .check(CORE);
    }

    @Test
    void theModuleShowsTheApiAndTheSpiOnly() throws IOException {
        ModuleDescriptor module = descriptor();
        assertThat(
                module.exports().stream()
                        .map(ModuleDescriptor.Exports::source)
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("io.fileview", "io.fileview.spi");
        assertThat(
                module.requires().stream()
                        .map(ModuleDescriptor.Requires::name)
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        "java.base", "jdk.jfr", "java.management", "org.jspecify");
    }

    private static ModuleDescriptor descriptor() throws IOException {
        try (InputStream compiled =
                java.nio.file.Files.newInputStream(
                        ChildJvm.mainClasses().resolve("module-info.class"))) {
            return ModuleDescriptor.read(compiled);
        }
    }
}
