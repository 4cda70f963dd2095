using System.Globalization;

namespace NeuralCore.Checking;

/// <summary>How several devices and types compared with the reference in double.</summary>
/// <param name="Subject">The call.</param>
/// <param name="Results">One entry for each device and type.</param>
public sealed record DeviceReport(string Subject, IReadOnlyList<DeviceResult> Results)
{
    /// <summary>Whether all agree.</summary>
    public bool IsOk => Results.All(r => r.IsOk);

    /// <summary>The devices and types that do not agree while others do.</summary>
    public IEnumerable<DeviceResult> OddOnes => Results.Where(r => !r.IsOk);

    /// <inheritdoc/>
    public override string ToString() => string.Join('\n', Results.Select(r => $"{Subject}: {r}"));
}

/// <summary>How one device in one type compared.</summary>
/// <param name="Device">The device's name.</param>
/// <param name="Type">The floating type.</param>
/// <param name="Worst">The result or gradient with the largest error.</param>
/// <param name="Element">Its element, row-major.</param>
/// <param name="Error">The error, relative to the largest element of that tensor.</param>
/// <param name="Allowed">The error that counts as agreement.</param>
public sealed record DeviceResult(string Device, ElementType Type, string Worst, long Element, double Error, double Allowed)
{
    /// <summary>Whether it agrees.</summary>
    public bool IsOk => Error <= Allowed;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Device} {Type}: {(IsOk ? "ok" : "WRONG")}, {(Worst.Length > 0 ? $"{Worst}, element {Element}: " : "")}error {Error:0.0e-00}, allowed {Allowed:0.0e-00}");
}
