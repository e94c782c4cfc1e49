package io.fileview.portable;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.DiskFullException;
import io.fileview.MappingException;
import io.fileview.errors.SystemError;
import io.fileview.spi.Place;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MapErrorsTest {
    private static final Path ENTRY = Path.of("directory", "entry");

    private static IOException ofEntry(SystemError error) {
        FileSystemException failure =
                new FileSystemException(ENTRY.toString(), null, error.text());
        return ErrorTranslation.ofEntry(ENTRY, "to remove this entry", failure);
    }

    @ParameterizedTest
    @EnumSource(names = {"ENOSPC", "EDQUOT"})
    void anEntryThatCannotBeChangedForWantOfRoomMayLackInodes(SystemError error) {
        assertThat(ofEntry(error))
                .isInstanceOf(DiskFullException.class)
                .hasMessageStartingWith(ENTRY + ": the attempt to remove this entry failed: ")
                .hasMessageContainingAll("(" + error + ")", "inodes", "quota");
    }

    @Test
    void anEntryThatMayNotBeChangedIsNotBlamedOnAFilter() {
        assertThat(ofEntry(SystemError.EPERM))
                .isExactlyInstanceOf(MappingException.class)
                .hasMessageContainingAll("(EPERM)", "immutable", "append-only")
                .hasMessageNotContaining("seccomp");
    }

    @Test
    void whatCannotBeUnmappedForWantOfMappingsNamesTheirLimit() {
        Place place = Place.of("file", 0, 4096);
        IOException failure = new IOException(SystemError.ENOMEM.text());
        MappingException full =
                MapErrors.toUnmap(
                        place, failure, OptionalLong.of(65_530), OptionalLong.of(65_529));
        MappingException other =
                MapErrors.toUnmap(
                        place, failure, OptionalLong.of(65_530), OptionalLong.of(1_000));
        assertThat(full.getMessage().contains("vm.max_map_count allows 65530"))
                .isEqualTo(Host.LINUX);
        assertThat(other)
                .hasMessageContainingAll("is closed, but could not be unmapped", "(ENOMEM)")
                .hasMessageNotContaining("vm.max_map_count");
    }
}
