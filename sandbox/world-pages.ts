export type InstagramAccount = { id: string; username: string; name: string };

export type Page = {
  id: string;
  name: string;
  category: string;
  tasks: readonly string[];
  /** Owned by a business portfolio: listed only with business_management. */
  isInBusiness: boolean;
  instagram: InstagramAccount | null;
};

const allTasks = ["ADVERTISE", "ANALYZE", "CREATE_CONTENT", "MESSAGING", "MODERATE", "MANAGE"];

export const pages: readonly Page[] = [
  {
    id: "104829375610284",
    name: "Linden Street Shoes",
    category: "Shoe Store",
    tasks: allTasks,
    isInBusiness: false,
    instagram: {
      id: "17841405309211844",
      username: "lindenstreet.shoes",
      name: "Linden Street Shoes",
    },
  },
  {
    id: "113520984417735",
    name: "Linden Street Outlet",
    category: "Clothing Store",
    tasks: allTasks,
    isInBusiness: false,
    instagram: null,
  },
  {
    id: "109338274650912",
    name: "Café Mélisse",
    category: "Coffee Shop",
    tasks: allTasks,
    isInBusiness: false,
    instagram: { id: "17841402278345610", username: "cafe.melisse", name: "Café Mélisse" },
  },
  {
    id: "102946138205577",
    name: "Ателье «Рябина»",
    category: "Sewing & Alterations",
    tasks: ["CREATE_CONTENT", "MESSAGING", "MODERATE"],
    isInBusiness: false,
    instagram: { id: "17841450916623087", username: "atelie.ryabina", name: "Ателье «Рябина»" },
  },
  {
    id: "615572039841263",
    name: "Harbour Bikes & Repair",
    category: "Bicycle Repair Service",
    tasks: allTasks,
    isInBusiness: false,
    instagram: null,
  },
  {
    id: "106617742093358",
    name: "Papierwerk Nord",
    category: "Stationery Store",
    tasks: ["PROFILE_PLUS_MODERATE", "MODERATE", "MESSAGING", "VIEW_MONETIZATION_INSIGHTS"],
    isInBusiness: false,
    instagram: null,
  },
  {
    id: "110275863349041",
    name: "Old Mill Ceramics",
    category: "Arts & Crafts Store",
    tasks: ["ADVERTISE", "ANALYZE"],
    isInBusiness: false,
    instagram: null,
  },
  {
    id: "115904427761830",
    name: "Tiny Acorn Toys",
    category: "Toy Store",
    tasks: allTasks,
    isInBusiness: true,
    instagram: null,
  },
];
