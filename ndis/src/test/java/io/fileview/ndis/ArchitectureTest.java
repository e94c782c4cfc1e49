package io.fileview.ndis;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.fileview.View;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.MappedByteBuffer;
import org.junit.jupiter.api.Test;

/** Buffers are handed to the caller; the functions themselves use guarded access alone. */
class ArchitectureTest {
    private static final DescribedPredicate<JavaMethodCall> ACCESS =
            DescribedPredicate.describe(
                    "use the bytes of a segment",
                    call -> call.getTargetOwner().isAssignableTo(VarHandle.class)
                            || call.getTargetOwner().isAssignableTo(MappedByteBuffer.class)
                            || call.getTargetOwner().isAssignableTo(MemorySegment.class));

    private static final ArchRule NO_ACCESS =
            noClasses()
                    .should()
                    .callMethodWhere(ACCESS)
                    .because("an unreadable page would be noticed late or end the JVM");

    @Test
    void onlyGuardedAccessTouchesMappedPages() {
        JavaClasses ndis =
                new ClassFileImporter()
                        .importUrl(
                                NdisFiles.class.getProtectionDomain().getCodeSource()
                                        .getLocation());
        assertThat(ndis.contain(NdisFiles.class)).isTrue();
        NO_ACCESS.check(ndis);
        noClasses()
                .that()
                .doNotBelongToAnyOf(ExclusiveFile.class, FileCopy.class)
                .should()
                .callMethod(View.class, "segment")
                .because("only these hand out buffers")
                .check(ndis);
    }

    static final class Offender {
        private Offender() {}

        static byte first(View view) {
            return view.segment().get(ValueLayout.JAVA_BYTE, 0);
        }
    }

    @Test
    void thatCheckWouldFindAnAccess() {
        JavaClasses offender = new ClassFileImporter().importClasses(Offender.class);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> NO_ACCESS.check(offender))
                .withMessageContaining("Offender.first");
    }
}
