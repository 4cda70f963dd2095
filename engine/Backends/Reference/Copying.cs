using System.Numerics;

namespace NeuralCore.Backends;

internal unsafe partial class ReferenceBackend<T, S>
{
    /// <inheritdoc/>
    /// <remarks>A floating number is cut towards zero; NaN becomes 0, and what an integer cannot hold its nearest extreme. A wide integer keeps its low bits.</remarks>
    public override void Cast(View source, View target)
    {
        switch (source.Type)
        {
            case ElementType.Float32: CastFrom<float>(source, target); break;
            case ElementType.Float64: CastFrom<double>(source, target); break;
            case ElementType.Int32: CastFrom<int>(source, target); break;
            case ElementType.Int64: CastFrom<long>(source, target); break;
            default: CastFrom<byte>(source, target); break;
        }
    }

    /// <inheritdoc/>
    public override void CopyStrided(View source, View target, in StridedGeometry geometry, bool accumulate = false)
    {
        if (accumulate) AddStrided(source, target, geometry);
        else if (source.Type.SizeInBytes() == 1) CopyStrided<byte>(source, target, geometry);
        else if (source.Type.SizeInBytes() == 4) CopyStrided<uint>(source, target, geometry);
        else CopyStrided<ulong>(source, target, geometry);
    }

    /// <inheritdoc/>
    public override void Fill(View y, double value)
    {
        switch (y.Type)
        {
            case ElementType.Float32: y.Span<float>().Fill((float)value); break;
            case ElementType.Float64: y.Span<double>().Fill(value); break;
            case ElementType.Int32: y.Span<int>().Fill((int)value); break;
            case ElementType.Int64: y.Span<long>().Fill((long)value); break;
            default: y.Span<bool>().Fill(value != 0); break;
        }
    }

    private static void CastFrom<A>(View source, View target) where A : unmanaged, INumber<A>
    {
        switch (target.Type)
        {
            case ElementType.Float32: Cast<A, float>(source, target); break;
            case ElementType.Float64: Cast<A, double>(source, target); break;
            case ElementType.Int32: Cast<A, int>(source, target); break;
            case ElementType.Int64: Cast<A, long>(source, target); break;
            default: Test<A>(source, target); break;
        }
    }

    private static void Cast<A, B>(View source, View target) where A : unmanaged, INumber<A> where B : unmanaged, INumber<B>
    {
        var from = source.Pointer<A>();
        var to = target.Pointer<B>();
        for (var i = 0L; i < target.Count; i++) to[i] = B.CreateTruncating(from[i]);
    }

    private static void Test<A>(View source, View target) where A : unmanaged, INumber<A>
    {
        var from = source.Pointer<A>();
        var to = target.Pointer<bool>();
        for (var i = 0L; i < target.Count; i++) to[i] = from[i] != A.Zero;
    }

    private static void CopyStrided<U>(View source, View target, in StridedGeometry geometry) where U : unmanaged
    {
        U* from = source.Pointer<U>() + geometry.SourceOffset, to = target.Pointer<U>() + geometry.TargetOffset;
        var at = new Odometer(geometry.Extents, geometry.SourceStrides, geometry.TargetStrides);
        for (var i = 0L; i < geometry.Extents.Count; i++, at.Next()) to[at.B] = from[at.A];
    }

    private static void AddStrided(View source, View target, in StridedGeometry geometry)
    {
        T* from = source.Pointer<T>() + geometry.SourceOffset, to = target.Pointer<T>() + geometry.TargetOffset;
        var at = new Odometer(geometry.Extents, geometry.SourceStrides, geometry.TargetStrides);
        for (var i = 0L; i < geometry.Extents.Count; i++, at.Next()) to[at.B] += from[at.A];
    }
}
