package io.fileview.ndis;

import java.util.Locale;

/**
 * The status codes of the NDIS file functions, with the names and values that Microsoft documents
 * for NdisOpenFile and NdisMapFile.
 */
public final class NdisStatus {
    /** The call succeeded. */
    public static final int NDIS_STATUS_SUCCESS = 0x0000_0000;

    /** The name is not valid: it is longer than an NDIS_STRING can be. */
    public static final int NDIS_STATUS_FAILURE = 0xC000_0001;

    /** There is not enough memory for the file, or none below the requested address. */
    public static final int NDIS_STATUS_RESOURCES = 0xC000_009A;

    /** The driver directory has no file of this name. */
    public static final int NDIS_STATUS_FILE_NOT_FOUND = 0xC001_001B;

    /** The file exists, but cannot be read. */
    public static final int NDIS_STATUS_ERROR_READING_FILE = 0xC001_001C;

    /** The file is already mapped, through this handle or another one. */
    public static final int NDIS_STATUS_ALREADY_MAPPED = 0xC001_001D;

    private NdisStatus() {}

    /**
     * Returns the name of a status.
     *
     * @param status the value
     * @return the name of the constant, or the value in hexadecimal if there is no such constant
     */
    public static String nameOf(int status) {
        return switch (status) {
            case NDIS_STATUS_SUCCESS -> "NDIS_STATUS_SUCCESS";
            case NDIS_STATUS_FAILURE -> "NDIS_STATUS_FAILURE";
            case NDIS_STATUS_RESOURCES -> "NDIS_STATUS_RESOURCES";
            case NDIS_STATUS_FILE_NOT_FOUND -> "NDIS_STATUS_FILE_NOT_FOUND";
            case NDIS_STATUS_ERROR_READING_FILE -> "NDIS_STATUS_ERROR_READING_FILE";
            case NDIS_STATUS_ALREADY_MAPPED -> "NDIS_STATUS_ALREADY_MAPPED";
            default -> String.format(Locale.ROOT, "0x%08X", status);
        };
    }
}
