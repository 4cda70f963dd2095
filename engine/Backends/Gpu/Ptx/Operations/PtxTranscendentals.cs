namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>
/// Roots, reciprocals and approximate functions. The approximate ones are computed in double and rounded once, which lies well
/// within what the PTX manual allows: rcp, sqrt, ex2 one to two units in the last place, rsqrt 2⁻²²·⁹, lg2 2⁻²², sin and cos
/// 2⁻²⁰·⁵ absolute, tanh 2⁻¹¹ relative. A device's result differs within that bound, so tests must allow it.
/// </summary>
internal static class PtxTranscendentals
{
    /// <summary>rcp: exact with a rounding; rcp.approx.ftz.f64 as the exact one.</summary>
    public static PtxOperation Reciprocal(PtxDecoder x) =>
        Function(x, (a, r) => PtxRounded.Quotient(1f, a, r), (a, r) => PtxRounded.Quotient(1.0, a, r));

    /// <summary>sqrt</summary>
    public static PtxOperation SquareRoot(PtxDecoder x) => Function(x, PtxRounded.Root, PtxRounded.Root);

    /// <summary>rsqrt</summary>
    public static PtxOperation ReciprocalSquareRoot(PtxDecoder x) =>
        Function(x, (a, _) => (float)(1 / Math.Sqrt(a)), (a, _) => 1 / Math.Sqrt(a));

    /// <summary>sin</summary>
    public static PtxOperation Sine(PtxDecoder x) => Function(x, (a, _) => (float)Math.Sin(a), null);

    /// <summary>cos</summary>
    public static PtxOperation Cosine(PtxDecoder x) => Function(x, (a, _) => (float)Math.Cos(a), null);

    /// <summary>ex2: 2ᵃ</summary>
    public static PtxOperation Exponential(PtxDecoder x) => Function(x, (a, _) => (float)Math.Pow(2, a), null);

    /// <summary>lg2: log₂ a</summary>
    public static PtxOperation Logarithm(PtxDecoder x) => Function(x, (a, _) => (float)Math.Log2(a), null);

    /// <summary>tanh</summary>
    public static PtxOperation HyperbolicTangent(PtxDecoder x) => Function(x, (a, _) => (float)Math.Tanh(a), null);

    private static PtxOperation Function(PtxDecoder x, Func<float, PtxRounding, float> single, Func<double, PtxRounding, double>? real)
    {
        var approximate = x.Take("approx");
        // For .f64 the only approximate form may say .ftz, which changes nothing of a normal number.
        if (approximate && x.Instruction.Modifiers[^1] == "f64") x.Take("ftz");
        var before = x.Instruction.Modifiers.Any(m => m is "rn" or "rz" or "rm" or "rp");
        var mode = PtxFloatMode.Take(x);
        x.Operands(2);
        if (!approximate && !before) throw x.Error("'.approx' or a rounding is missing");
        if (!approximate && x.Instruction.Opcode is not ("rcp" or "sqrt"))
            throw x.Error("only the approximate form exists");
        if (mode.Type.Bytes == 2 || (mode.Type.IsWide && real is null))
            throw x.Error($"type {mode.Type} is not supported");
        var a = x.Source(1, mode.Type);
        return mode.Function(x.Destination(0, mode.Type), a, a, a, (p, _, _, r) => single(p, r), (p, _, _, r) => real!(p, r));
    }
}
