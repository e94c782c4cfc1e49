package io.fileview.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.DiskFullException;
import io.fileview.MappingException;
import io.fileview.MappingLimitException;
import io.fileview.Protection;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import io.fileview.spi.Place;
import io.fileview.testing.Needs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinuxErrorsTest {
    private static final Place PLACE = Place.of("data.bin", 4096, 8192);

    @ParameterizedTest
    @ValueSource(ints = {Errno.ENOSPC, Errno.EDQUOT, Errno.EFBIG})
    void aFullDiskIsOneWhateverTheRemedy(int error) {
        assertThat(LinuxErrors.failure(PLACE, "cannot be used", -error, "remove it manually"))
                .isInstanceOf(DiskFullException.class)
                .hasMessageEndingWith("(" + Errno.name(-error) + "); remove it manually")
                .extracting(failure -> failure.errorName().orElse(""))
                .isEqualTo(Errno.name(-error));
    }

    @Test
    void whatIsNotFullIsNoFullDisk() {
        assertThat(LinuxErrors.failure(PLACE, "cannot be used", -Errno.EIO, "unlock it first"))
                .isExactlyInstanceOf(MappingException.class)
                .hasMessageEndingWith("(EIO); unlock it first");
    }

    /** Without a word of bytes that are free where the file system does not count them. */
    @Test
    void bytesThatAreNotCountedAreNotTold() {
        FileSystemSpace unknown = new FileSystemSpace(Long.MAX_VALUE, false);
        assertThat(LinuxErrors.creationFailure("data.bin", -Errno.ENOSPC, unknown))
                .hasMessage(
                        "data.bin: cannot be created, because the file system has no room for a new"
                                + " entry (ENOSPC); free space and inodes by removing files");
    }

    @Test
    void aNewFileMayBeDeniedByItsDirectory() {
        OpenRequest create = new OpenRequest(Protection.READ_WRITE, Creation.CREATE_NEW, false);
        assertThat(LinuxErrors.openFailure("data.bin", create, -Errno.EPERM))
                .hasMessageContaining("its directory is immutable");
        OpenRequest existing = new OpenRequest(Protection.READ_WRITE, Creation.EXISTING, false);
        assertThat(LinuxErrors.openFailure("data.bin", existing, -Errno.EPERM))
                .hasMessageNotContaining("directory");
    }

    /** The questions that a denial is found out with change nothing, and the kernel answers them. */
    @ParameterizedTest
    @ValueSource(strings = {
        "UNLINKAT", "RENAMEAT2", "FALLOCATE", "FTRUNCATE", "FCHMOD", "PWRITEV2", "FSETXATTR",
        "FGETXATTR", "FREMOVEXATTR", "STATX", "MADVISE", "MUNLOCK", "MEMFD_CREATE"
    })
    void whatTheKernelAnswersIsNotDenied(String call) {
        Needs.linux();
        assertThat(Denial.of(SystemCall.valueOf(call))).isEmpty();
    }

    @Test
    void anAreaThatCannotBeDividedIsTheLimitOfMappings() {
        Place place = Place.of("file", 0, 4096);
        assertThat(LinuxLimits.divisionFailure(place, "advise", -Errno.EAGAIN, 65_530, 1_000))
                .isEmpty();
        assertThat(LinuxLimits.divisionFailure(place, "advise", -Errno.EINVAL, -1, -1)).isEmpty();
        for (long limit : new long[] {65_530, -1}) {
            assertThat(LinuxLimits.divisionFailure(place, "advise", -Errno.EAGAIN, limit, limit))
                    .hasValueSatisfying(
                            failure -> assertThat(failure)
                                    .isInstanceOf(MappingLimitException.class)
                                    .hasMessageContaining("cannot advise")
                                    .hasMessageContaining("65530")
                                    .hasMessageContaining("raise the limit with sysctl"));
        }
    }
}
