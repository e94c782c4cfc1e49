package io.fileview.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.AbstractAssert;

/** What AssertJ asserts of a path, of a file that may be in memory; see {@link TestFiles}. */
public final class FileAssert extends AbstractAssert<FileAssert, Path> {
    private FileAssert(Path path) {
        super(path, FileAssert.class);
    }

    public static FileAssert assertThatFile(Path path) {
        return new FileAssert(path);
    }

    public FileAssert exists() {
        assertThat(TestFiles.exists(actual)).as("%s exists", actual).isTrue();
        return this;
    }

    /** There is nothing of this name, not even a symbolic link that leads nowhere. */
    public FileAssert doesNotExist() {
        assertThat(TestFiles.exists(actual)).as("%s exists", actual).isFalse();
        assertThat(TestFiles.isSymbolicLink(actual)).as("%s is a link", actual).isFalse();
        return this;
    }

    public FileAssert isSymbolicLink() {
        assertThat(TestFiles.isSymbolicLink(actual)).as("%s is a link", actual).isTrue();
        return this;
    }

    public FileAssert hasSize(long size) throws IOException {
        assertThat(TestFiles.size(actual)).as("the size of %s", actual).isEqualTo(size);
        return this;
    }

    public FileAssert isEmptyFile() throws IOException {
        return hasSize(0);
    }

    public FileAssert hasBinaryContent(byte[] expected) throws IOException {
        byte[] bytes = TestFiles.readAllBytes(actual);
        int different = Arrays.mismatch(bytes, expected);
        if (different >= 0) {
            throw failure(
                    "%s has %s bytes, not %s as expected, and the first difference is at %s: %s"
                            + " instead of %s",
                    actual,
                    bytes.length,
                    expected.length,
                    different,
                    at(bytes, different),
                    at(expected, different));
        }
        return this;
    }

    private static String at(byte[] bytes, int index) {
        return index < bytes.length ? String.valueOf(bytes[index]) : "the end";
    }
}
