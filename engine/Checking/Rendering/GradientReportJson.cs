using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NeuralCore.Checking;

/// <summary>A report as JSON.</summary>
public static class GradientReportJson
{
    /// <summary>How the object is to be serialized: NaN and Infinity are words, verdicts their names.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    extension(GradientReport report)
    {
        /// <summary>The report as an object of subject, verdict, tensors with their findings, and diagnoses; numbers that are none are the words NaN and Infinity.</summary>
        public string ToJson() => JsonSerializer.Serialize(report.ToJsonObject(), Options);

        /// <summary>The same as an object to be serialized within another.</summary>
        public object ToJsonObject() => new
        {
            report.Subject,
            report.IsOk,
            report.Evaluations,
            Tensors = report.Tensors.Select(t => new
            {
                t.Name,
                Shape = t.Shape.ToArray(),
                t.IsOk,
                t.Elements,
                t.Projections,
                Worst = t.Worst is { } worst ? Finding(worst) : null,
                Findings = t.Findings.Select(Finding),
            }),
            Diagnoses = report.Diagnoses.Select(d => new { d.Pattern, d.Tensor, d.Explanation, d.Confidence }),
        };
    }

    private static object Finding(GradientFinding f) => new
    {
        f.Tensor,
        Index = f.IsAlongDirection ? null : f.Index.Coordinates,
        f.Analytic,
        f.Numeric,
        f.NumericError,
        f.Absolute,
        f.Relative,
        f.Verdict,
        Slopes = f.Slopes is var (left, right) ? new[] { left, right } : null,
        f.IsSubgradient,
        f.Remark,
    };
}
