using NeuralCore.Data.Imaging;

namespace NeuralCore.Data.Datasets;

/// <summary>How image files lie in a folder or a zip file: a folder per class, or that once below train and once below test.</summary>
internal static class ImageLayout
{
    private static readonly string[] TrainNames = ["train", "training"], TestNames = ["test", "testing"], ValidationNames = ["val", "valid", "validation"];

    /// <summary>The training part and, where they lie apart, the others; a folder that holds nothing but one folder of folders is passed through.</summary>
    /// <exception cref="DataException">There are no folders of images, or the parts have other classes.</exception>
    public static ImageParts Open(FileTree tree, bool skipDamaged)
    {
        var root = Root(tree);
        var folders = FoldersIn(tree, root);
        if (folders.Length == 0)
            throw new DataException(ImagesBelow(tree, root).Length > 0
                ? $"{tree.Describe(root)} holds images, but no folders; expected one for each class, with its images in it"
                : $"{tree.Name} holds no images; expected a folder for each class with {string.Join(", ", ImageFile.Extensions)} files in it");
        List<string>? skipped = skipDamaged ? [] : null;
        if (Find(folders, TrainNames) is not { } train) return new ImageParts(FolderImages.Open(tree, root, skipped), null, null, skipped ?? []);

        var images = Part(train)!;
        var (validation, test) = (Part(Find(folders, ValidationNames)), Part(Find(folders, TestNames)));
        foreach (var part in new[] { validation, test })
            if (part is not null && !part.ClassNames.SequenceEqual(images.ClassNames))
                throw new DataException($"{part.Name} has the classes {string.Join(", ", part.ClassNames)}, {images.Name} has {string.Join(", ", images.ClassNames)}; expected the same");
        // A lone val/ is what a training is scored on, as ImageNet comes.
        return test is null ? new ImageParts(images, null, validation, skipped ?? []) : new ImageParts(images, validation, test, skipped ?? []);

        FolderImages? Part(string? folder) => folder is null ? null : FolderImages.Open(tree, Join(root, folder), skipped);
    }

    /// <summary>The names of the folders directly below a path.</summary>
    public static string[] FoldersIn(FileTree tree, string root) =>
        [.. tree.Folders.Where(folder => IsBelow(folder, root) && !Rest(folder, root).Contains('/')).Select(folder => Rest(folder, root))];

    /// <summary>The paths of the images at any depth below a path.</summary>
    public static string[] ImagesBelow(FileTree tree, string folder) =>
        [.. tree.Files.Where(file => IsBelow(file, folder) && ImageFile.Extensions.Contains(Path.GetExtension(file).ToLowerInvariant()))];

    public static string Join(string root, string name) => root.Length == 0 ? name : $"{root}/{name}";

    private static string Root(FileTree tree)
    {
        for (var root = ""; ;)
        {
            if (FoldersIn(tree, root) is not [var only] || FoldersIn(tree, Join(root, only)).Length == 0) return root;
            root = Join(root, only);
        }
    }

    private static string? Find(string[] folders, string[] names) => Array.Find(folders, folder => names.Contains(folder.ToLowerInvariant()));

    private static bool IsBelow(string path, string root) => root.Length == 0 || path.Length > root.Length && path[root.Length] == '/' && path.StartsWith(root, StringComparison.Ordinal);

    private static string Rest(string path, string root) => root.Length == 0 ? path : path[(root.Length + 1)..];
}
