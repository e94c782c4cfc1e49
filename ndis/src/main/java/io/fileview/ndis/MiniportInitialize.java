package io.fileview.ndis;

import java.io.IOException;

/** A driver's routine that brings an adapter up; the only place where a driver may open files. */
@FunctionalInterface
public interface MiniportInitialize {
    /**
     * Initialises the adapter. Files that it opens are to be closed before it returns.
     *
     * @param files the driver's files, for this call alone
     * @return {@link NdisStatus#NDIS_STATUS_SUCCESS}, or what the adapter failed with
     * @throws IOException if the routine prefers that to a status
     */
    int initialize(NdisFiles files) throws IOException;
}
