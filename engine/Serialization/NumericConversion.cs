using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace NeuralCore.Serialization;

/// <summary>Numbers of one file type as another: widening is exact, floating results round to nearest, and integers never change silently.</summary>
internal static class NumericConversion
{
    // Two visits turn the pair of enum values into a pair of C# types: 12 sources × 12 targets from one loop.
    public static void Convert(NumericType from, ReadOnlySpan<byte> source, NumericType to, Span<byte> destination)
    {
        if (from == NumericType.Bool) Convert(NumericType.UInt8, Normalize(source), to, destination);
        else if (from == to) source.CopyTo(destination);
        else if (from == NumericType.BFloat16) Convert<float>(Widen(source), to, destination);
        else if (to == NumericType.BFloat16)
        {
            var singles = new float[source.Length / from.SizeInBytes()];
            Convert(from, source, NumericType.Float32, MemoryMarshal.AsBytes(singles.AsSpan()));
            Narrow(singles, MemoryMarshal.Cast<byte, ushort>(destination));
        }
        else
            switch (from)
            {
                case NumericType.Int8: Convert(Cast<sbyte>(source), to, destination); break;
                case NumericType.UInt8: Convert(source, to, destination); break;
                case NumericType.Int16: Convert(Cast<short>(source), to, destination); break;
                case NumericType.UInt16: Convert(Cast<ushort>(source), to, destination); break;
                case NumericType.Int32: Convert(Cast<int>(source), to, destination); break;
                case NumericType.UInt32: Convert(Cast<uint>(source), to, destination); break;
                case NumericType.Int64: Convert(Cast<long>(source), to, destination); break;
                case NumericType.UInt64: Convert(Cast<ulong>(source), to, destination); break;
                case NumericType.Float16: Convert(Cast<Half>(source), to, destination); break;
                case NumericType.Float32: Convert(Cast<float>(source), to, destination); break;
                default: Convert(Cast<double>(source), to, destination); break;
            }
    }

    private static void Convert<TFrom>(ReadOnlySpan<TFrom> source, NumericType to, Span<byte> destination)
        where TFrom : unmanaged, INumber<TFrom>
    {
        switch (to)
        {
            case NumericType.Bool:
                for (var i = 0; i < source.Length; i++) destination[i] = TFrom.IsZero(source[i]) ? (byte)0 : (byte)1;
                break;
            case NumericType.Int8: Convert<TFrom, sbyte>(source, destination); break;
            case NumericType.UInt8: Convert<TFrom, byte>(source, destination); break;
            case NumericType.Int16: Convert<TFrom, short>(source, destination); break;
            case NumericType.UInt16: Convert<TFrom, ushort>(source, destination); break;
            case NumericType.Int32: Convert<TFrom, int>(source, destination); break;
            case NumericType.UInt32: Convert<TFrom, uint>(source, destination); break;
            case NumericType.Int64: Convert<TFrom, long>(source, destination); break;
            case NumericType.UInt64: Convert<TFrom, ulong>(source, destination); break;
            case NumericType.Float16: Convert<TFrom, Half>(source, destination); break;
            case NumericType.Float32: Convert<TFrom, float>(source, destination); break;
            default: Convert<TFrom, double>(source, destination); break;
        }
    }

    private static void Convert<TFrom, TTo>(ReadOnlySpan<TFrom> source, Span<byte> destination)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged, INumber<TTo>
    {
        var target = MemoryMarshal.Cast<byte, TTo>(destination);
        // A half exists in floating types alone; in integer ones 1/2 is 0.
        if (!TTo.IsZero(TTo.One / (TTo.One + TTo.One)))
        {
            TensorPrimitives.ConvertTruncating(source, target);
            return;
        }
        for (var i = 0; i < source.Length; i++)
            try
            {
                if (!TFrom.IsInteger(source[i])) throw new OverflowException();
                target[i] = TTo.CreateChecked(source[i]);
            }
            catch (OverflowException)
            {
                throw new UsageException($"{source[i]} at element {i} does not fit an integer of type {typeof(TTo).Name}; read it as another type");
            }
    }

    private static ReadOnlySpan<T> Cast<T>(ReadOnlySpan<byte> bytes) where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes);

    private static float[] Widen(ReadOnlySpan<byte> source)
    {
        var halves = MemoryMarshal.Cast<byte, ushort>(source);
        var singles = new float[halves.Length];
        for (var i = 0; i < halves.Length; i++) singles[i] = BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
        return singles;
    }

    // Round to nearest, ties to even, on the bits; a NaN keeps its sign and becomes quiet, lest rounding make it infinite.
    private static void Narrow(ReadOnlySpan<float> source, Span<ushort> destination)
    {
        for (var i = 0; i < source.Length; i++)
        {
            var bits = BitConverter.SingleToUInt32Bits(source[i]);
            destination[i] = float.IsNaN(source[i])
                ? (ushort)(bits >> 16 | 0x40)
                : (ushort)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
        }
    }

    private static byte[] Normalize(ReadOnlySpan<byte> source)
    {
        var bits = new byte[source.Length];
        for (var i = 0; i < bits.Length; i++) bits[i] = source[i] == 0 ? (byte)0 : (byte)1;
        return bits;
    }
}
