package io.fileview.memory;

import io.fileview.spi.Place;
import java.io.File;

/**
 * A call of the memory engine, before it is carried out.
 *
 * @param number its running number, from 0
 * @param operation what is called
 * @param file the name of the file or directory
 * @param offset bytes from the start of the file, or -1 if the call is about no range
 * @param length bytes, or -1 if the call is about no range
 */
public record Call(long number, Operation operation, String file, long offset, long length) {
    Place place() {
        return new Place(file, offset, length, null);
    }

    /**
     * Tells whether the call is about a file with a name that ends so. Separators may be slashes on
     * each system.
     *
     * @param ending the ending
     * @return true if it is
     */
    public boolean isOf(String ending) {
        return withSlashes(file).endsWith(withSlashes(ending));
    }

    private static String withSlashes(String name) {
        return name.replace(File.separatorChar, '/');
    }

    @Override
    public String toString() {
        String range = length < 0 ? "" : " [offset " + offset + ", length " + length + "]";
        return number + " " + operation + " " + file + range;
    }
}
