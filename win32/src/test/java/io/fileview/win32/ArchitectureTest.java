package io.fileview.win32;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.fileview.View;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.MappedByteBuffer;
import org.junit.jupiter.api.Test;

/** The functions reach mapped pages by guarded access alone; others may end the JVM. */
class ArchitectureTest {
    private static final ArchRule NO_SEGMENTS =
            noClasses()
                    .that()
                    .haveSimpleNameNotStartingWith("Native")
                    .should()
                    .dependOnClassesThat()
                    .belongToAnyOf(MemorySegment.class, MappedByteBuffer.class)
                    .orShould()
                    .callMethod(View.class, "segment")
                    .because("an unreadable page would be noticed late or end the JVM");

    /** Those that call Windows pass it memory of their own, and never follow an address. */
    private static final ArchRule NO_SEGMENTS_OF_ADDRESSES =
            noClasses()
                    .should()
                    .callMethod(MemorySegment.class, "ofAddress", long.class)
                    .orShould()
                    .callMethod(MemorySegment.class, "reinterpret", long.class)
                    .orShould()
                    .dependOnClassesThat()
                    .areAssignableTo(AddressLayout.class)
                    .because("an address that is not mapped would end the JVM");

    @Test
    void onlyGuardedAccessTouchesMappedPages() {
        JavaClasses win32 =
                new ClassFileImporter()
                        .importUrl(
                                Kernel32.class.getProtectionDomain().getCodeSource().getLocation());
        assertThat(win32.contain(Kernel32.class)).isTrue();
        assertThat(win32.contain(NativeMemory.class)).isTrue();
        NO_SEGMENTS.check(win32);
        NO_SEGMENTS_OF_ADDRESSES.check(win32);
    }

    static final class Offender {
        private Offender() {}

        static byte first(View view) {
            return view.segment().get(ValueLayout.JAVA_BYTE, 0);
        }
    }

    static final class Follower {
        private Follower() {}

        @SuppressWarnings("restricted")
        static byte at(long address) {
            return MemorySegment.ofAddress(address).reinterpret(1).get(ValueLayout.JAVA_BYTE, 0);
        }
    }

    @Test
    void thatCheckWouldFindAnAddressThatIsFollowed() {
        JavaClasses follower = new ClassFileImporter().importClasses(Follower.class);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> NO_SEGMENTS_OF_ADDRESSES.check(follower))
                .withMessageContaining("ofAddress")
                .withMessageContaining("reinterpret");
    }

    @Test
    void thatCheckWouldFindAnAccess() {
        JavaClasses offender = new ClassFileImporter().importClasses(Offender.class);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> NO_SEGMENTS.check(offender))
                .withMessageContaining("Offender.first");
    }
}
