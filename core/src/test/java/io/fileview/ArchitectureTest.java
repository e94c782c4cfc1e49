package io.fileview;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.module.ModuleDescriptor;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The rooms of the library, and the arrows between them. */
class ArchitectureTest {
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
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.fileview.linux.SystemCalls")
                .should()
                .callMethod(java.lang.foreign.MemorySegment.class, "reinterpret", long.class)
                .orShould()
                .callMethod(
                        java.lang.foreign.MemorySegment.class,
                        "reinterpret",
                        long.class,
                        java.lang.foreign.Arena.class,
                        java.util.function.Consumer.class)
                .check(CORE);
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
