package io.fileview.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fileview.Protection;
import io.fileview.spi.AttributeCopying;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import io.fileview.testing.NeedsLinux;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody gets a right by a copy, whatever lists the source and the directory of the copy have. */
@NeedsLinux("sets access control lists by system calls")
class CopiedAttributesTest {
    private static final int VERSION = 2;
    private static final short OWNER = 1;
    private static final short USER = 2;
    private static final short GROUP = 4;
    private static final short MASK = 0x10;
    private static final short OTHERS = 0x20;
    private static final int SOMEBODY = 12_345;

    /** The mask makes it look as if the group could read and write, which only one user can. */
    private static final byte[] LIST = list(6, 6, 0, 6, 0);

    @TempDir
    Path dir;

    private LinuxFile source;

    private static byte[] list(int owner, int somebody, int group, int mask, int others) {
        ByteBuffer bytes = ByteBuffer.allocate(44).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(VERSION);
        entry(bytes, OWNER, owner, -1);
        entry(bytes, USER, somebody, SOMEBODY);
        entry(bytes, GROUP, group, -1);
        entry(bytes, MASK, mask, -1);
        entry(bytes, OTHERS, others, -1);
        return bytes.array();
    }

    private static void entry(ByteBuffer bytes, short tag, int rights, int id) {
        bytes.putShort(tag).putShort((short) rights).putInt(id);
    }

    @BeforeEach
    void makeASource() throws Exception {
        source = open("source");
    }

    @AfterEach
    void closeTheSource() {
        source.close();
    }

    private LinuxFile open(String name) throws IOException {
        return (LinuxFile) new LinuxEngine()
                .open(
                        FileLocation.of(dir.resolve(name)),
                        new OpenRequest(Protection.READ_WRITE, Creation.CREATE, true));
    }

    private static void set(Descriptor file, String name, byte[] list) {
        long result = AttributeValue.write(file, name, list);
        assumeTrue(result != -Errno.EOPNOTSUPP, "needs a file system with such attributes");
        assertThat(result).isZero();
    }

    private static AttributeCopying of(EngineFile file) {
        return file.attributeCopying().orElseThrow();
    }

    private String permissions(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve(name)));
    }

    @Test
    void aListIsCopiedAndNotTakenForRightsOfTheGroup() throws Exception {
        set(source.descriptor(), AccessControlList.NAME, LIST);
        try (LinuxFile copy = open("copy")) {
            assertThat(of(copy).copyPermissions(source)).isEmpty();
            assertThat(AccessControlList.of(copy.descriptor())).isEqualTo(LIST);
        }
        assertThat(permissions("copy")).isEqualTo("rw-rw----");
    }

    @Test
    void aListThatTheDirectoryGivesToNewFilesIsTakenAway() throws Exception {
        try (DirectoryDescriptor directory = DirectoryDescriptor.open(dir, "directory")) {
            FileStatus status = FileStatus.of(directory.fd(), "directory");
            set(
                    new Descriptor(directory.fd(), "directory", status, false, false),
                    "system.posix_acl_default",
                    list(7, 7, 7, 7, 7));
        }
        Files.setPosixFilePermissions(
                dir.resolve("source"), PosixFilePermissions.fromString("rw-r-----"));
        try (LinuxFile copy = open("copy")) {
            assertThat(AccessControlList.of(copy.descriptor())).isNotEmpty();
            assertThat(of(copy).copyPermissions(source)).isEmpty();
            assertThat(AccessControlList.of(copy.descriptor())).isEmpty();
        }
        assertThat(permissions("copy")).isEqualTo("rw-r-----");
    }

    @Test
    void aListIsNotCopiedToAnotherGroup() throws Exception {
        asRoot();
        set(source.descriptor(), AccessControlList.NAME, LIST);
        Files.setAttribute(dir.resolve("source"), "unix:gid", SOMEBODY);
        try (LinuxFile copy = open("copy")) {
            List<String> refused = of(copy).copyPermissions(source);
            assertThat(refused).singleElement().asString().contains("access control list");
            assertThat(AccessControlList.of(copy.descriptor())).isEmpty();
        }
        assertThat(permissions("copy")).isEqualTo("rw-------");
    }

    @Test
    void allIsCopiedWithListAndAttributesAndOwner() throws Exception {
        asRoot();
        set(source.descriptor(), AccessControlList.NAME, LIST);
        set(source.descriptor(), "user.note", new byte[] {1, 2, 3});
        set(source.descriptor(), "trusted.empty", new byte[0]);
        Files.setAttribute(dir.resolve("source"), "unix:uid", SOMEBODY);
        Files.setAttribute(dir.resolve("source"), "unix:gid", SOMEBODY);
        try (LinuxFile copy = open("copy")) {
            assertThat(of(copy).copyAll(source)).isEmpty();
            assertThat(AccessControlList.of(copy.descriptor())).isEqualTo(LIST);
            assertThat(AttributeValue.read(copy.descriptor(), "user.note").bytes())
                    .containsExactly(1, 2, 3);
            assertThat(AttributeValue.read(copy.descriptor(), "trusted.empty").bytes())
                    .isEmpty();
            assertThat(copy.status().ownerId()).contains(Integer.toString(SOMEBODY));
            assertThat(copy.status().groupId()).contains(Integer.toString(SOMEBODY));
        }
    }

    /** It leads to the journal of the source, and says that a commit may be missing in the file. */
    @Test
    void theMarkOfAJournalIsNotCopied() throws Exception {
        set(source.descriptor(), LinuxAttribute.FULL_NAME, new byte[] {1, 2, 3});
        try (LinuxFile copy = open("copy")) {
            assertThat(of(copy).copyAll(source)).isEmpty();
            assertThat(AttributeValue.read(copy.descriptor(), LinuxAttribute.FULL_NAME).result())
                    .isEqualTo(-Errno.ENODATA);
        }
    }

    private static void asRoot() {
        assumeTrue(SystemCalls.call(SystemCall.GETEUID, 0) == 0, "needs to be root");
    }
}
