export type Person = { key: string; firstName: string; lastName: string; username: string };

export const people: readonly Person[] = [
  { key: "ines", firstName: "Inés", lastName: "Calderón", username: "ines.calderon" },
  { key: "lena", firstName: "Лена", lastName: "Соколова", username: "lena_sokolova" },
  { key: "tom", firstName: "Tom", lastName: "Okafor", username: "tomokafor" },
  { key: "julia", firstName: "Julia", lastName: "Weiß", username: "julia.weiss" },
  { key: "ravi", firstName: "Ravi", lastName: "Menon", username: "ravimenon_" },
  { key: "amina", firstName: "Amina", lastName: "Haddad", username: "amina.h" },
];

export function fullName(person: Person): string {
  return `${person.firstName} ${person.lastName}`;
}
