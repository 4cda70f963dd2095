using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace NeuralCore.Data;

/// <summary>Arrays of any of the ten number types that scene files hold, read from bytes and turned into one another.</summary>
internal static class NumericArrays
{
    /// <summary>The values as <typeparamref name="T"/>, saturated where they do not fit; the same array when they are already.</summary>
    public static T[] Convert<T>(Array values) where T : struct, INumber<T> => values switch
    {
        T[] same => same,
        double[] v => Each<double, T>(v),
        float[] v => Each<float, T>(v),
        sbyte[] v => Each<sbyte, T>(v),
        byte[] v => Each<byte, T>(v),
        short[] v => Each<short, T>(v),
        ushort[] v => Each<ushort, T>(v),
        int[] v => Each<int, T>(v),
        uint[] v => Each<uint, T>(v),
        long[] v => Each<long, T>(v),
        ulong[] v => Each<ulong, T>(v),
        _ => throw new ArgumentException($"{values.GetType()} is no array of numbers"),
    };

    /// <summary>Reads <paramref name="count"/> values stored as <typeparamref name="TStored"/> into an array of <typeparamref name="T"/>.</summary>
    /// <remarks>The array grows as the bytes come, so that a header that lies costs no memory.</remarks>
    public static T[] Read<TStored, T>(ByteSource source, long count, string what)
        where TStored : unmanaged, INumber<TStored>
        where T : struct, INumber<T>
    {
        const int chunk = 1 << 16;
        source.Require(checked(count * Marshal.SizeOf<TStored>()), what);
        if (count > Array.MaxLength) throw source.Bad($"{what} has {count} values; at most {Array.MaxLength} can be read");
        var values = new T[Math.Min(count, 4 * chunk)];
        var stored = new TStored[Math.Min(count, chunk)];
        for (var done = 0; done < count;)
        {
            var some = stored.AsSpan(0, (int)Math.Min(count - done, chunk));
            source.Fill(MemoryMarshal.AsBytes(some), what);
            if (source.BigEndian == BitConverter.IsLittleEndian) SwapBytes(some);
            if (done + some.Length > values.Length)
                Array.Resize(ref values, (int)Math.Min(count, Math.Min(2L * values.Length, Array.MaxLength)));
            for (var i = 0; i < some.Length; i++) values[done + i] = T.CreateSaturating(some[i]);
            done += some.Length;
        }
        return values;
    }

    /// <summary>Turns the bytes of every value around, in place.</summary>
    public static void SwapBytes<T>(Span<T> values) where T : unmanaged
    {
        switch (Marshal.SizeOf<T>())
        {
            case 2: var pairs = MemoryMarshal.Cast<T, ushort>(values); BinaryPrimitives.ReverseEndianness(pairs, pairs); break;
            case 4: var quads = MemoryMarshal.Cast<T, uint>(values); BinaryPrimitives.ReverseEndianness(quads, quads); break;
            case 8: var octets = MemoryMarshal.Cast<T, ulong>(values); BinaryPrimitives.ReverseEndianness(octets, octets); break;
        }
    }

    private static TTo[] Each<TFrom, TTo>(TFrom[] values)
        where TFrom : struct, INumber<TFrom>
        where TTo : struct, INumber<TTo>
    {
        var result = new TTo[values.Length];
        for (var i = 0; i < values.Length; i++) result[i] = TTo.CreateSaturating(values[i]);
        return result;
    }
}
