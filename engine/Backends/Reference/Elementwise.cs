namespace NeuralCore.Backends;

internal unsafe partial class ReferenceBackend<T, S>
{
    /// <inheritdoc/>
    public override void Map<F>(F f, View x, View y)
    {
        T* px = x.Pointer<T>(), py = y.Pointer<T>();
        for (var i = 0L; i < y.Count; i++)
            S.Store(f.Invoke(S.Load(px + i)), py + i);
    }

    /// <inheritdoc/>
    public override void Zip<F>(F f, View a, View b, View y)
    {
        T* pa = a.Pointer<T>(), pb = b.Pointer<T>(), py = y.Pointer<T>();
        var at = new Odometer(y.Shape, Odometer.Broadcast(a.Shape, y.Shape), Odometer.Broadcast(b.Shape, y.Shape));
        for (var i = 0L; i < y.Count; i++, at.Next())
            S.Store(f.Invoke(S.Load(pa + at.A), S.Load(pb + at.B)), py + i);
    }

    /// <inheritdoc/>
    public override void Zip<F>(F f, View a, View b, View c, View y)
    {
        T* pa = a.Pointer<T>(), pb = b.Pointer<T>(), pc = c.Pointer<T>(), py = y.Pointer<T>();
        var at = new Odometer(
            y.Shape, Odometer.Broadcast(a.Shape, y.Shape), Odometer.Broadcast(b.Shape, y.Shape), Odometer.Broadcast(c.Shape, y.Shape));
        for (var i = 0L; i < y.Count; i++, at.Next())
            S.Store(f.Invoke(S.Load(pa + at.A), S.Load(pb + at.B), S.Load(pc + at.C)), py + i);
    }

    /// <inheritdoc/>
    public override void Update<F>(F f, View p, View g, View? s0, View? s1, View? s2)
    {
        T* pp = p.Pointer<T>(), pg = g.Pointer<T>();
        T* p0 = PointerOrNull(s0), p1 = PointerOrNull(s1), p2 = PointerOrNull(s2);
        for (var i = 0L; i < p.Count; i++)
        {
            var value = S.Load(pp + i);
            var (v0, v1, v2) = (Read(p0, i), Read(p1, i), Read(p2, i));
            f.Invoke(ref value, S.Load(pg + i), ref v0, ref v1, ref v2);
            S.Store(value, pp + i);
            Write(v0, p0, i);
            Write(v1, p1, i);
            Write(v2, p2, i);
        }

        static S Read(T* state, long i) => state == null ? default : S.Load(state + i);

        static void Write(S value, T* state, long i)
        {
            if (state != null) S.Store(value, state + i);
        }
    }

    /// <inheritdoc/>
    public override void Dropout(View x, View y, double p, PhiloxKey key)
    {
        T* px = x.Pointer<T>(), py = y.Pointer<T>();
        for (var i = 0L; i < y.Count; i++)
            S.Store(Philox.Uniform(key, (ulong)i) >= p ? S.Load(px + i) / S.Of(1 - p) : default, py + i);
    }
}
