package io.fileview.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.fileview.View;
import java.nio.MappedByteBuffer;
import org.junit.jupiter.api.Test;

/** The commands reach mapped pages by guarded access; the segments they use are of their own. */
class ArchitectureTest {
    private static final ArchRule NO_MAPPED_SEGMENT =
            noClasses()
                    .that()
                    .doNotHaveSimpleName("UseAfterUnmapPromise") // shows what such a use throws
                    .should()
                    .callMethod(View.class, "segment")
                    .orShould()
                    .dependOnClassesThat()
                    .belongToAnyOf(MappedByteBuffer.class)
                    .because("an unreadable page would be noticed late or end the JVM");

    @Test
    void onlyGuardedAccessTouchesMappedPages() {
        JavaClasses cli =
                new ClassFileImporter()
                        .importUrl(Main.class.getProtectionDomain().getCodeSource().getLocation());
        assertThat(cli.contain(UseAfterUnmapPromise.class)).isTrue();
        NO_MAPPED_SEGMENT.check(cli);
    }

    static final class Offender {
        private Offender() {}

        static long size(View view) {
            return view.segment().byteSize();
        }
    }

    @Test
    void thatCheckWouldFindASegment() {
        JavaClasses offender = new ClassFileImporter().importClasses(Offender.class);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> NO_MAPPED_SEGMENT.check(offender))
                .withMessageContaining("Offender.size");
    }
}
