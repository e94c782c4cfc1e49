package io.fileview;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.fileview.testing.ChildJvm;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.VarHandle;
import java.lang.module.ModuleDescriptor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    private static final Set<String> VOCABULARY =
            Set.of("Advice", "ByteRange", "Durability", "Protection");

    private static final String[] ENGINES = {
        "io.fileview.linux..", "io.fileview.portable..", "io.fileview.windows.."
    };

    /** The engines that use the structures of system calls, and may not touch mapped segments. */
    private static final Set<String> USE_STRUCTURES =
            Set.of("io.fileview.linux", "io.fileview.windows");

    private static final Set<String> ENGINES_USE =
            Set.of(
                    "vocabulary",
                    "io.fileview.messages",
                    "io.fileview.spi",
                    "io.fileview.guarded.mapped",
                    "io.fileview.pages",
                    "io.fileview.pages.observed",
                    "io.fileview.proc",
                    "io.fileview.errors",
                    "io.fileview.waiting");

    /** The methods of segments, buffers and handles that access memory in Java code. */
    private static final Set<String> ACCESSES =
            Set.of(
                    "get", "set", "getAtIndex", "setAtIndex", "getString", "setString", "copy",
                    "copyFrom", "mismatch", "fill", "toArray", "elements", "spliterator", "load",
                    "put");

    /**
     * The classes that access memory that they have allocated themselves; what they are given
     * belongs to such a class, too, or goes to the operating system as an address.
     */
    private static final Set<String> USE_MEMORY_OF_THEIR_OWN =
            Set.of(
                    "io.fileview.commit.Snapshots",
                    "io.fileview.commit.journal.CommitRecord",
                    "io.fileview.commit.journal.Journal",
                    "io.fileview.commit.journal.JournalHeader",
                    "io.fileview.commit.journal.JournalScan",
                    "io.fileview.portable.FileBytes");

    /** The methods that return a segment of mapped pages. */
    private static final Set<String> SOURCES =
            Set.of(
                    "FileChannel.map", "LinuxRange.segment", "MappedRange.segment",
                    "Mapped.segment",
                    "Mapper.map", "MappedView.segment", "NativeMemory.mapped",
                    "PortableRange.bytes",
                    "GuardedRange.segment",
                    "PrivateRange.segment", "SystemCalls.segmentAt", "View.segment",
                    "WindowsRange.segment");

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
    void onlyTheChoiceOfAnEngineNamesOne() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ENGINES)
                .and()
                .doNotHaveFullyQualifiedName("io.fileview.live.Engines")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ENGINES)
                .check(CORE);
    }

    /**
     * The vocabulary of the root package is what all packages speak in; it counts as one of its
     * own.
     */
    @Test
    void packagesFormNoCycle() {
        SlicesRuleDefinition.slices()
                .assignedFrom(
                        new SliceAssignment() {
                            @Override
                            public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
                                return SliceIdentifier.of(slice(javaClass));
                            }

                            @Override
                            public String getDescription() {
                                return "packages, and the vocabulary of the root package";
                            }
                        })
                .should()
                .beFreeOfCycles()
                .check(CORE);
    }

    private static String slice(JavaClass javaClass) {
        String name = javaClass.getSimpleName();
        boolean isWord = VOCABULARY.contains(name) || name.endsWith("Exception");
        boolean isInRoot = javaClass.getPackageName().equals("io.fileview");
        boolean isOfExceptions =
                Set.of("io.fileview.spi.Place", "io.fileview.messages.PlainText")
                        .contains(javaClass.getFullName());
        return (isInRoot && isWord) || isOfExceptions ? "vocabulary" : javaClass.getPackageName();
    }

    @Test
    void theVocabularyUsesNothing() {
        classes()
                .that(
                        DescribedPredicate.describe(
                                "are vocabulary",
                                javaClass -> slice(javaClass).equals("vocabulary")))
                .should()
                .onlyDependOnClassesThat(
                        DescribedPredicate.describe(
                                "are vocabulary or of the JDK",
                                javaClass -> slice(javaClass.getBaseComponentType())
                                        .equals("vocabulary")
                                        || !javaClass.getPackageName()
                                                .startsWith("io.fileview")))
                .check(CORE);
    }

    @Test
    void onlyEnginesTouchFilesByTheJdk() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.fileview.linux..",
                        "io.fileview.portable..",
                        "io.fileview.windows..",
                        "io.fileview.proc..",
                        "io.fileview.errors..")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Files.class, FileChannel.class)
                .check(CORE);
    }

    /** A name server that does not answer would delay the caller by seconds. */
    @Test
    void nothingUsesTheNetwork() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(InetAddress.class, InetSocketAddress.class, Socket.class)
                .check(CORE);
    }

    @Test
    void enginesDoNotKnowEachOther() {
        for (String engine : ENGINES) {
            noClasses()
                    .that()
                    .resideInAPackage(engine)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            Stream.of(ENGINES)
                                    .filter(other -> !other.equals(engine))
                                    .toArray(String[]::new))
                    .check(CORE);
        }
    }

    @Test
    void enginesUseNothingOfWhatDrivesThem() {
        noClasses()
                .that()
                .resideInAnyPackage(ENGINES)
                .should()
                .dependOnClassesThat(
                        DescribedPredicate.describe(
                                "drive engines",
                                javaClass -> javaClass.getPackageName().startsWith("io.fileview")
                                        && !ENGINES_USE.contains(slice(javaClass))
                                        && !slice(javaClass).contains(".linux")
                                        && !slice(javaClass).contains(".portable")
                                        && !slice(javaClass).contains(".windows")))
                .check(CORE);
    }

    @Test
    void nativeCodeIsCalledInOnePlace() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.fileview.linux.SystemCalls")
                .and()
                .doNotHaveFullyQualifiedName("io.fileview.linux.LibcFunctions")
                .and()
                .doNotHaveFullyQualifiedName("io.fileview.windows.WindowsFunction")
                .and()
                .doNotHaveFullyQualifiedName("io.fileview.windows.WindowsFunction$Calls")
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
                .and()
                .doNotHaveFullyQualifiedName("io.fileview.linux.LibcFunctions")
                .and()
                .doNotHaveFullyQualifiedName("io.fileview.windows.NativeMemory")
                .should()
                .callMethodWhere(restricted)
                .check(CORE);
    }

    /**
     * Elsewhere, an unreadable page would be noticed late or terminate the JVM. The classes of the
     * native engines use the structures of system calls, and no mapped segment: see the next test.
     */
    @Test
    void onlyGuardedAccessTouchesMappedPages() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.fileview.guarded.mapped..", "io.fileview.linux..",
                        "io.fileview.windows..")
                .and(
                        DescribedPredicate.describe(
                                "are given or obtain segments that may be mapped",
                                javaClass -> !USE_MEMORY_OF_THEIR_OWN.contains(
                                        outermost(javaClass).getFullName())))
                .should()
                .callMethodWhere(ACCESS)
                .check(CORE);
        noClasses()
                .that(
                        DescribedPredicate.describe(
                                "are of a native engine or use memory of their own, and obtain"
                                        + " mapped segments",
                                javaClass -> obtainsMappedSegment(javaClass)
                                        && (USE_STRUCTURES.contains(javaClass.getPackageName())
                                                || USE_MEMORY_OF_THEIR_OWN.contains(
                                                        outermost(javaClass).getFullName()))))
                .should()
                .callMethodWhere(ACCESS)
                .check(CORE);
    }

    private static final DescribedPredicate<JavaMethodCall> ACCESS =
            DescribedPredicate.describe(
                    "access memory",
                    call -> call.getTargetOwner().isAssignableTo(VarHandle.class)
                            || (call.getTargetOwner().isAssignableTo(MemorySegment.class)
                                    && ACCESSES.contains(call.getTarget().getName())));

    private static JavaClass outermost(JavaClass javaClass) {
        return javaClass.getEnclosingClass().map(ArchitectureTest::outermost).orElse(javaClass);
    }

    private static boolean obtainsMappedSegment(JavaClass javaClass) {
        return javaClass.getMethodCallsFromSelf().stream()
                .anyMatch(
                        call -> SOURCES.contains(
                                call.getTargetOwner().getSimpleName()
                                        + "."
                                        + call.getTarget().getName()));
    }

    @Test
    void thatCheckWouldFindAnAccess() {
        assertThat(CORE.get("io.fileview.guarded.mapped.PageOperations").getMethodCallsFromSelf())
                .anyMatch(ACCESS);
        assertThat(CORE.stream().filter(ArchitectureTest::obtainsMappedSegment))
                .extracting(JavaClass::getSimpleName)
                .contains("LinuxRange", "PortableRange", "CachedPages", "MappedAccess");
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
    void theModuleExportsTheApiAndTheSpiOnly() throws IOException {
        ModuleDescriptor module = descriptor();
        assertThat(
                module.exports().stream()
                        .filter(exports -> !exports.isQualified())
                        .map(ModuleDescriptor.Exports::source)
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        "io.fileview",
                        "io.fileview.commit",
                        "io.fileview.flush",
                        "io.fileview.guarded",
                        "io.fileview.management",
                        "io.fileview.pages",
                        "io.fileview.spi");
        assertThat(
                module.exports().stream()
                        .filter(ModuleDescriptor.Exports::isQualified)
                        .map(ModuleDescriptor.Exports::source))
                .containsExactlyInAnyOrder(
                        "io.fileview.errors",
                        "io.fileview.linux",
                        "io.fileview.live",
                        "io.fileview.messages",
                        "io.fileview.proc",
                        "io.fileview.waiting",
                        "io.fileview.windows");
        assertThat(
                module.requires().stream()
                        .map(ModuleDescriptor.Requires::name)
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        "java.base", "jdk.jfr", "java.management", "org.jspecify");
        assertThat(
                module.requires().stream()
                        .filter(
                                required -> !required.modifiers()
                                        .contains(ModuleDescriptor.Requires.Modifier.STATIC))
                        .map(ModuleDescriptor.Requires::name))
                .containsExactly("java.base");
    }

    private static ModuleDescriptor descriptor() throws IOException {
        try (InputStream compiled =
                java.nio.file.Files.newInputStream(
                        ChildJvm.mainClasses().resolve("module-info.class"))) {
            return ModuleDescriptor.read(compiled);
        }
    }
}
