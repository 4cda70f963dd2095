namespace NeuralCore.Serialization;

/// <summary>NumPy's files of one array (.npy): read in either byte order and either element order, written little-endian and row-major.</summary>
public static class Npy
{
    /// <summary>Reads the array of a file.</summary>
    /// <exception cref="DataException">The file cannot be opened, is cut short, contradicts itself, or holds something else than numbers.</exception>
    public static HostTensor Read(string path)
    {
        using var source = ByteSource.Open(path);
        return Read(source);
    }

    /// <summary>Writes an array; a failure leaves what stood there.</summary>
    /// <exception cref="DataException">The folder cannot be written.</exception>
    /// <exception cref="UsageException">NumPy has no such type (bfloat16).</exception>
    public static void Write(string path, HostTensor tensor)
    {
        var header = NpyHeader.Write(tensor.Type, tensor.Shape);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            stream.Write(tensor.Data.Span);
        });
    }

    internal static HostTensor Read(ByteSource source)
    {
        var header = NpyHeader.Read(source);
        var size = header.Type.SizeInBytes();
        var data = source.Read(header.DataOffset, header.Shape.Count * size, $"an array of {header.Type} {header.Shape}");
        var end = header.DataOffset + data.Length;
        if (end != source.Length)
            throw source.Error(end, $"{source.Length - end} bytes follow the array of {header.Type} {header.Shape}; expected none");
        if (header.BigEndian) ByteOrder.Reverse(data, size);
        if (header.FortranOrder && header.Shape.Rank > 1) data = ToRowMajor(data, header.Shape, size);
        return new HostTensor(header.Type, header.Shape, data);
    }

    private static byte[] ToRowMajor(byte[] data, Shape shape, int size)
    {
        Span<long> strides = stackalloc long[shape.Rank];
        strides[0] = 1;
        for (var dim = 1; dim < shape.Rank; dim++) strides[dim] = strides[dim - 1] * shape[dim - 1];
        var gathered = new byte[data.Length];
        Strided.Gather(data, shape, strides, size, gathered);
        return gathered;
    }
}
